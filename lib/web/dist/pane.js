import{c as a,d as b}from"./chunk_11.js";import"./chunk_2.js";import"./chunk_3.js";import"./chunk_12.js";import"./chunk_9.js";import"./chunk_10.js";export{a as WirePane,b as useRedraw};

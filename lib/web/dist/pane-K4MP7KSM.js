import{c as a,d as b}from"./chunk-LOUUCPXO.js";import"./chunk-BYLMMYYM.js";import"./chunk-QGQPHVL4.js";export{a as WirePane,b as useRedraw};

import{a}from"./chunk_19.js";import"./chunk_10.js";export{a as Qr};

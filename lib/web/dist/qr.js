import{a}from"./chunk_9.js";import"./chunk_8.js";export{a as Qr};

import{a}from"./chunk-7EPPRSTQ.js";import"./chunk-QGQPHVL4.js";export{a as Qr};

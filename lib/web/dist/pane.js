import { c as a, d as b } from "./chunk_14.js";
import "./chunk_11.js";
import "./chunk_2.js";
import "./chunk_3.js";
import "./chunk_15.js";
import "./chunk_7.js";
import "./chunk_8.js";
export { a as WirePane, b as useRedraw };

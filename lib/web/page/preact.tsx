/**
 * What the page uses of Preact, at the one version that `deno.json` names for its JSX as well.
 *
 * @module
 */

export { type ComponentChildren, createContext, type JSX, render } from "npm:preact@11.2.0";
export { useContext, useEffect, useLayoutEffect, useRef, useState } from "npm:preact@11.2.0/hooks";

async function o(t) {
  try {
    if (navigator.clipboard !== void 0) return await navigator.clipboard.writeText(t), !0;
  } catch {}
  let n = document.activeElement, e = document.createElement("textarea");
  e.value = t, e.className = "hidden", document.body.append(e), e.select();
  let c = document.execCommand("copy");
  return e.remove(), n instanceof HTMLElement && n.focus(), c;
}
export { o as a };

/**
 * Copies a text, also where a page is no secure context: on plain http from another machine there is no `navigator.clipboard`.
 *
 * @module
 */

/** Copies `text`. @returns Whether that succeeded. */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard !== undefined) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // It is not allowed here; the old way may be.
  }
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "hidden";
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return isCopied;
}

/**
 * The keys that go from one part of the page to another: F6 from pane to pane, Alt and the arrows from conversation to
 * conversation.
 *
 * @module
 */

import { open } from "../acts/conversations.ts";
import type { App } from "../app.ts";
import { allOf, listPeople } from "../../state/people.ts";
import { keyOf } from "../../state/state.ts";

/** What F6 goes through, by what is focused in each. */
const STOPS = [".entry[aria-current=true], .find input", ".log", ".composer textarea", ".pane"];

/** Listens to the keys of the page. @returns What ends that. */
export function listenToKeys(app: App): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.key === "F6" && !event.altKey && !event.ctrlKey) {
      event.preventDefault();
      goOn(event.shiftKey ? -1 : 1);
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      goTo(app, event.key === "ArrowUp" ? -1 : 1);
    }
  };
  addEventListener("keydown", listen);
  return () => removeEventListener("keydown", listen);
}

function goOn(step: number): void {
  const stops = STOPS.map((selector) => [...document.querySelectorAll<HTMLElement>(selector)].find(isShown))
    .filter((element) => element !== undefined);
  const now = stops.findIndex((element) => partOf(element).contains(document.activeElement));
  const next = stops[(now < 0 ? (step > 0 ? 0 : -1) : now + step + stops.length) % stops.length] ?? stops.at(-1);
  if (next?.matches(".pane")) next.querySelector<HTMLElement>("button, input, [tabindex]")?.focus();
  else next?.focus();
}

/** The part of the page that an element stands for. */
function partOf(element: HTMLElement): Element {
  return element.closest(".sidebar, .log, .composer, .pane") ?? element;
}

function isShown(element: HTMLElement): boolean {
  return element.getClientRects().length > 0;
}

function goTo(app: App, step: number): void {
  const all = allOf(listPeople(app.store.state, ""));
  if (all.length === 0) return;
  const now = all.findIndex(({ name }) => keyOf(name) === app.store.state.current);
  const next = all[now < 0 ? (step > 0 ? 0 : all.length - 1) : (now + step + all.length) % all.length]!;
  void open(app, next.name);
}

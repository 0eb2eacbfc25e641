/**
 * Passwords as they are compared, whatever keyboard they were typed on. Pure.
 *
 * @module
 */

// Unicode's class Zs, but for the space itself.
const OTHER_SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/**
 * A password as it is compared: the profile OpaqueString of RFC 8265. Keyboards and systems write one and the same
 * character in several ways.
 */
export function normalizePassword(password: string): string {
  return password.replaceAll(OTHER_SPACES, " ").normalize("NFC");
}

/**
 * What a password may have been hashed as: until 0.2.2 it was as it was typed, which may be this way or the other. Two at
 * the most, and one where there is but one way.
 */
export function formsOf(password: string): string[] {
  const normalized = normalizePassword(password);
  const other = password === normalized ? password.normalize("NFD") : password;
  return other === normalized ? [normalized] : [normalized, other];
}

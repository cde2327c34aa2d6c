/** Browsers do not tell. */
export function addressSpaceLimit(): number | null {
  return null;
}

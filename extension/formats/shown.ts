/** As long as a name may be in a sentence. */
const LONGEST = 60;

/** A name out of a file, fit to stand in a sentence. */
export function shown(name: string): string {
  const line = name.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd');
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

/** Whether a phrase between marks comes twice in what is read aloud: “Run 1, training, training”. */
export function saysTwice(text: string): boolean {
  const phrases = text
    .split(/[,;:·.…!?]+(?:\s+|$)|\s[–—]\s/u)
    .map((phrase) => phrase.trim().toLowerCase())
    // Two figures may well be the same, as “column 1” of a weight and of a response.
    .filter((phrase) => /\p{L}{2}/u.test(phrase) && !/\d/.test(phrase));
  return new Set(phrases).size < phrases.length;
}

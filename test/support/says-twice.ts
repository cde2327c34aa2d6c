/** Whether a phrase between marks comes twice in what is read aloud: “Run 1, training, training”. */
export function saysTwice(text: string): boolean {
  const phrases = text
    .split(/[,;:·.…!?]+(?:\s+|$)|\s[–—]\s/u)
    .map((phrase) => phrase.trim().toLowerCase())
    // Two numbers may well be the same.
    .filter((phrase) => /\p{L}{2}/u.test(phrase));
  return new Set(phrases).size < phrases.length;
}

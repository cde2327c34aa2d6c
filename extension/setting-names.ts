/** How settings are called: the rooms that can fail know them by key, and each face has names of its own. */

/** What VS Code calls a setting, wherever it is stored or typed. @param key without `mnistLab.` */
export function settingName(key: string): string {
  return `mnistLab.${key}`;
}

/** A face's own names, by key. */
export type FaceNames = Readonly<Record<string, string>>;

let own: FaceNames = {};

/** Tells what the face at work calls settings, in this thread and in workers that it starts later. */
export function useFaceNames(names: FaceNames): void {
  own = names;
}

export function faceNames(): FaceNames {
  return own;
}

/** The name to say in a sentence: what one types in the terminal if that is the face at work, or else VS Code's. */
export function faceName(key: string): string {
  return own[key] ?? settingName(key);
}

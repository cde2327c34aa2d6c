import { createExclusively, joinPath, listFolder, removeFile } from '../platform/files';

/**
 * Numbers for runs: each is given once, also to windows that ask at the same time, and none again when its
 * run has been deleted. The folder holds a file that is called by the highest one.
 */
export class RunNumbers {
  constructor(private readonly folder: string) {}

  async next(): Promise<number> {
    for (let number = (await this.highest()) + 1; ; number++) {
      if (!(await createExclusively(this.file(number)))) continue;
      const given = await this.given();
      // Others may have gone past it and cleared it away since we looked.
      if (Math.max(...given) > number) continue;
      await Promise.all(
        given.filter((other) => other < number).map((other) => removeFile(this.file(other))),
      );
      return number;
    }
  }

  private async highest(): Promise<number> {
    return Math.max(0, ...(await this.given()));
  }

  private async given(): Promise<number[]> {
    const names = await listFolder(this.folder);
    return names.filter((name) => /^[1-9]\d{0,14}$/.test(name)).map(Number);
  }

  private file(number: number): string {
    return joinPath(this.folder, String(number));
  }
}

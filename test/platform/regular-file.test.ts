import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { whyUnreadable } from '../../extension/platform/file-problems';
import { readBytes } from '../../extension/platform/files';
import { openRegularFile, readRegularFileSync } from '../../extension/platform/regular-file';
import { useTemporaryFolder } from '../support/temporary-folder';

const folder = useTemporaryFolder();

/** Why a path cannot be read, in the words for people: the same from each way to read it. */
async function problem(path: string): Promise<string> {
  const found = await Promise.all(
    [
      openRegularFile,
      readBytes,
      (p: string) => Promise.resolve().then(() => readRegularFileSync(p)),
    ].map((read) => read(path).then(() => 'it was read', whyUnreadable)),
  );
  expect(new Set(found).size).toBe(1);
  return found[0]!;
}

describe('a file', () => {
  it('is read whole, also through a link', async () => {
    const bytes = Uint8Array.from({ length: 600_000 }, (_, i) => i % 251);
    await writeFile(folder('file'), bytes);
    await symlink(folder('file'), folder('link'));
    for (const path of [folder('file'), folder('link')]) {
      expect(Buffer.compare(await readBytes(path), bytes)).toBe(0);
      expect(Buffer.compare(readRegularFileSync(path), bytes)).toBe(0);
    }
    await writeFile(folder('empty'), '');
    expect(await readBytes(folder('empty'))).toHaveLength(0);
  });

  it('is read as far as it was when it was opened, from its start each time', async () => {
    await writeFile(folder('log'), 'abc');
    const file = await openRegularFile(folder('log'));
    await appendFile(folder('log'), 'more');
    for (let i = 0; i < 2; i++) {
      expect(Buffer.from(await file.bytes().peek(10)).toString()).toBe('abc');
    }
    expect(file.size).toBe(3);
    await file.close();
  });

  it('is unpacked where that is asked for; damage is told', async () => {
    const packed = gzipSync('something');
    await writeFile(folder('packed'), packed);
    const file = await openRegularFile(folder('packed'));
    const unpacked = await file.bytes({ gunzip: true }).peek(100);
    expect(Buffer.from(unpacked).toString()).toBe('something');
    expect([...(await file.bytes().peek(100))]).toEqual([...packed]);
    await file.close();
    await writeFile(folder('packed'), packed.subarray(0, 12));
    const cut = await openRegularFile(folder('packed'));
    await expect(cut.bytes({ gunzip: true }).peek(100)).rejects.toMatchObject({
      code: 'Z_BUF_ERROR',
    });
    await cut.close();
  });
});

describe('what is no file is refused at once, in words', () => {
  it('a folder, a missing path and one that leads through a file', async () => {
    await mkdir(folder('inner'));
    expect(await problem(folder('inner'))).toBe('it is a folder');
    expect(await problem(folder('nothing'))).toBe('it is missing');
    await writeFile(folder('plain'), '');
    expect(await problem(folder('plain', 'x'))).toBe(
      'its path leads through a file that is no folder',
    );
    expect(await problem(folder('x'.repeat(300)))).toBe('its path is too long');
  });

  it.skipIf(process.platform === 'win32')(
    'a pipe that nobody writes, a device, a circle of links',
    async () => {
      execFileSync('mkfifo', [folder('pipe')]);
      expect(await problem(folder('pipe'))).toBe('it is a pipe, not a file');
      expect(await problem('/dev/zero')).toBe('it is a device, not a file');
      await symlink(folder('circle'), folder('circle'));
      expect(await problem(folder('circle'))).toBe('its symbolic links lead in a circle');
    },
  );

  it('with the code or the words of errors that are rare', () => {
    expect(whyUnreadable(Object.assign(new Error('x'), { code: 'EIO' }))).toBe('EIO');
    expect(whyUnreadable(new Error('no reason'))).toBe('no reason');
    expect(whyUnreadable(Object.assign(new Error('x'), { code: 'ENXIO' }))).toBe(
      'it is a socket, not a file',
    );
    for (const code of ['EACCES', 'EPERM']) {
      expect(whyUnreadable(Object.assign(new Error('x'), { code }))).toBe(
        'it may not be read by you',
      );
    }
    expect(whyUnreadable(Object.assign(new Error('x'), { code: 'EISDIR' }))).toBe('it is a folder');
  });
});

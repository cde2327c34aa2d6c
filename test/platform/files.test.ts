import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  modifiedAt,
  removeLeftovers,
  replaceFile,
  touch,
  writeAtomically,
} from '../../extension/platform/files';
import { hasEnded, thisProcess } from '../../extension/platform/process';

let folder: string;
const file = (...parts: string[]): string => join(folder, ...parts);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-lab-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What is in the folder while a file is being written, chunk by chunk. */
async function namesWhileWriting(path: string): Promise<string[]> {
  let names: Promise<string[]> = Promise.resolve([]);
  function* content(): Generator<string> {
    yield 'new';
    names = readdir(folder);
    yield ' text';
  }
  await writeAtomically(path, content());
  return names;
}

/** The id of a process that has ended. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid!;
}

describe('a file that is written', () => {
  test('is written beside and renamed: until it is whole, whoever reads finds the old one', async () => {
    await writeFile(file('a'), 'old');
    let seen: Promise<string> = Promise.resolve('');
    function* content(): Generator<string> {
      yield 'new';
      seen = readFile(file('a'), 'utf8');
      yield ' text';
    }
    await writeAtomically(file('a'), content());
    expect(await seen).toBe('old');
    expect(await readFile(file('a'), 'utf8')).toBe('new text');
    expect(await readdir(folder)).toEqual(['a']);
  });

  test('stays as it was, with nothing beside it, where writing fails', async () => {
    await writeFile(file('a'), 'old');
    function* content(): Generator<string> {
      yield 'new';
      throw new Error('no more');
    }
    await expect(writeAtomically(file('a'), content())).rejects.toThrow('no more');
    expect(await readFile(file('a'), 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a']);
  });

  test('has a temporary name that tells whose it is, and that nobody can foretell', async () => {
    const names = new Set<string>();
    for (let i = 0; i < 5; i++) {
      for (const name of await namesWhileWriting(file('a'))) if (name !== 'a') names.add(name);
    }
    expect(names.size).toBe(5);
    for (const name of names) expect(name).toContain(`-${thisProcess.host}-${thisProcess.pid}-`);
  });

  test('never follows a link that waits under a temporary name', async () => {
    // All that version 0.1.0 would have written through.
    await writeFile(file('victim'), 'precious');
    await symlink(file('victim'), file(`a.${process.pid}.tmp`));
    await writeAtomically(file('a'), ['text']);
    expect(await readFile(file('victim'), 'utf8')).toBe('precious');
  });

  test.skipIf(process.platform === 'win32')(
    'keeps the mode of the one that it replaces',
    async () => {
      await writeFile(file('a'), 'old');
      await chmod(file('a'), 0o600);
      await writeAtomically(file('a'), ['new']);
      expect((await stat(file('a'))).mode & 0o777).toBe(0o600);
      await writeFile(file('plain'), '');
      await writeAtomically(file('b'), ['new']);
      expect((await stat(file('b'))).mode).toBe((await stat(file('plain'))).mode);
    },
  );

  test('makes the folders above it, and a replacement does not', async () => {
    await writeAtomically(file('x', 'y', 'a'), ['1']);
    expect(await readFile(file('x', 'y', 'a'), 'utf8')).toBe('1');
    await expect(replaceFile(file('z', 'a'), ['1'])).rejects.toThrow('ENOENT');
    expect(await readdir(folder)).toEqual(['x']);
  });
});

describe('temporary files that were left behind', () => {
  const name = (host: string, pid: number): string => `.mnist-lab-${host}-${pid}-0123abcd.tmp`;
  const age = async (path: string, seconds: number): Promise<void> => {
    const then = new Date(Date.now() - seconds * 1000);
    await utimes(path, then, then);
  };

  test('are cleared when their process has ended, and left while it may be writing', async () => {
    const ended = name(thisProcess.host, await endedPid());
    const own = name(thisProcess.host, process.pid);
    const elsewhere = name('0123456789ab', 1);
    for (const one of [ended, own, elsewhere, 'run.json.17.tmp', 'notes.tmp', 'run.json']) {
      await writeFile(file(one), '');
    }
    await removeLeftovers(folder);
    expect((await readdir(folder)).sort()).toEqual(
      [own, elsewhere, 'run.json.17.tmp', 'notes.tmp', 'run.json'].sort(),
    );
  });

  test('are cleared after an hour where their process cannot be asked, and nothing else is', async () => {
    const elsewhere = name('0123456789ab', 1);
    for (const one of [elsewhere, 'run.json.17.tmp', 'notes.tmp', 'run.json', '.mnist-lab-x.tmp']) {
      await writeFile(file(one), '');
      await age(file(one), 3700);
    }
    // What has another's name may be another's.
    await removeLeftovers(folder);
    const others = ['.mnist-lab-x.tmp', 'notes.tmp', 'run.json', 'run.json.17.tmp'];
    expect((await readdir(folder)).sort()).toEqual(others);
    await removeLeftovers(folder, { older: true });
    expect((await readdir(folder)).sort()).toEqual(others.slice(0, 3));
  });

  test('are none where there is no folder', async () => {
    await expect(removeLeftovers(file('none'))).resolves.toBeUndefined();
  });
});

test('a touched file is made or made young, and keeps what is in it', async () => {
  await touch(file('a'));
  await writeFile(file('a'), 'text');
  await utimes(file('a'), 1, 1);
  expect(await modifiedAt(file('a'))).toBe(1000);
  const before = Date.now();
  await touch(file('a'));
  // File systems keep times less finely than clocks.
  expect(await modifiedAt(file('a'))).toBeGreaterThan(before - 10_000);
  expect(await readFile(file('a'), 'utf8')).toBe('text');
  expect(await modifiedAt(file('none'))).toBeNull();
  await mkdir(file('folder'));
  await expect(touch(file('folder', 'none', 'a'))).rejects.toThrow('ENOENT');
});

test('a process has ended when its id is free on this host, and on another one nobody knows', async () => {
  const pid = await endedPid();
  expect(hasEnded({ host: thisProcess.host, pid })).toBe(true);
  expect(hasEnded({ host: '0123456789ab', pid })).toBe(false);
  expect(hasEnded(thisProcess)).toBe(false);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { hasEnded, isAlive, thisProcess } from '../../extension/platform/process';

const { host, pid } = thisProcess;

describe('a process', () => {
  test('that goes on is alive, and is not another one with its id', () => {
    expect(isAlive(thisProcess)).toBe(true);
    expect(isAlive({ ...thisProcess, start: thisProcess.start + 1 })).toBe(false);
  });

  test('of which nothing but the id is known may be another one', () => {
    expect(isAlive({ host, pid, start: 0 })).toBeNull();
    expect(hasEnded({ host, pid })).toBe(false);
  });

  test('of another machine cannot be asked', () => {
    expect(isAlive({ host: '0123456789ab', pid, start: 1 })).toBeNull();
    expect(hasEnded({ host: '0123456789ab', pid })).toBe(false);
  });

  test('that was killed has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(hasEnded({ host, pid: child.pid! })).toBe(true);
    expect(isAlive({ host, pid: child.pid!, start: thisProcess.start })).toBe(false);
  });

  test.runIf(process.platform === 'linux')(
    'that has ended is dead, also as long as its parent has not asked for it',
    async () => {
      // The shell becomes a program that waits for no child.
      const script = 'sleep 0.1 & echo $! $(cut -d" " -f22 /proc/$!/stat); exec sleep 60';
      const parent = spawn('sh', ['-c', script]);
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const [zombie, start] = String(line).trim().split(' ').map(Number);
      await expect
        .poll(() => isAlive({ host, pid: zombie!, start: start! }), { timeout: 10_000 })
        .toBe(false);
      // Its id is still taken.
      expect(() => process.kill(zombie!, 0)).not.toThrow();
      parent.kill('SIGKILL');
      await once(parent, 'exit');
    },
  );
});

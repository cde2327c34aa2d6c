import { describe, expect, it } from 'vitest';
import { tellInterrupts } from '../../extension/cli/signals';

/** What signals at these milliseconds lead to. */
function actions(...times: number[]): string[] {
  const seen: string[] = [];
  let time = 0;
  const interrupt = tellInterrupts(
    () => seen.push('stop'),
    () => seen.push('exit'),
    () => time,
  );
  for (time of times) interrupt('SIGINT');
  return seen;
}

describe('Ctrl-C', () => {
  it('stops gracefully once, and at once when pressed again', () => {
    expect(actions(1000)).toEqual(['stop']);
    expect(actions(1000, 1400)).toEqual(['stop', 'exit']);
    expect(actions(1000, 60_000)).toEqual(['stop', 'exit']);
  });

  it('counts once when the same press arrives twice, and can be pressed again after that', () => {
    expect(actions(1000, 1000, 1003)).toEqual(['stop']);
    expect(actions(1000, 1001, 1500)).toEqual(['stop', 'exit']);
  });
});

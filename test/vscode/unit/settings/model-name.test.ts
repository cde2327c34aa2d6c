import { describe, expect, test } from 'vitest';
import { nameProblem } from '../../../../extension/vscode/settings/model-name';

describe('nameProblem', () => {
  test.each(['tiny', 'cnn-2', 'My_Network'])('lets %s through', (name) => {
    expect(nameProblem(name, ['mlp', 'cnn'])).toBeNull();
  });

  test.each(['', ' tiny', 'a b', '../up', '2nd', '__proto__', 'ünet', 'a'.repeat(41)])(
    'refuses "%s" as a file name',
    (name) => {
      expect(nameProblem(name, [])).toMatch(/^Begin with a letter/);
    },
  );

  test('refuses a name that another network has, whatever its capitals', () => {
    expect(nameProblem('CNN', ['mlp', 'cnn'])).toMatch(/"CNN" and "cnn" are one file/);
    expect(nameProblem('cnn', ['mlp', 'cnn'])).toMatch(/a network "cnn" already/);
  });

  test('refuses what is no file on Windows', () => {
    expect(nameProblem('nul', [])).toMatch(/the name of a device/);
  });
});

import { expect, test } from 'vitest';
import { configuration } from '../../extension/packaging/configuration';
import manifest from '../../package.json';

test('VS Code is told what the settings’ schema says: `npm run manifest` otherwise', () => {
  const [start, ...rest] = manifest.contributes.configuration;
  expect(start).toEqual({ title: '$generated-start' });
  expect(rest.pop()).toEqual({ title: '$generated-end' });
  expect(rest).toEqual(configuration());
});

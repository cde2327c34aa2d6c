import { describe, expect, test } from 'vitest';
import type { PanelState } from '#shared/protocol/messages';
import { actionsOf, menuOf } from '../../webview/views/shell/actions';
import { after, fold, panelWith } from './fold';
import { sampleEvents } from './sample-run';
import { atHost } from '../support/wire';

const events = sampleEvents({ epochs: 4, batchesPerEpoch: 5 });
const paused = fold([...events.slice(0, 4), { type: 'paused' }]);
const shown = { id: 'one', name: 'One', continuation: null };
const goesOn = { ...shown, continuation: 'continue' } as const;
const older = { live: false, shown };
const stopped = { ...after(7), status: 'stopped' } as const;
const interrupted = { ...after(7), status: 'interrupted' } as const;
const ended = [
  'runAgain',
  'chooseComparison',
  'export',
  'copyReport',
  'openInEditor',
  'openSettings',
];

const states: readonly [string, PanelState, string[], string[]][] = [
  ['before any run', panelWith(null, false), ['train'], ['openInEditor', 'openSettings']],
  ['while a run starts', panelWith(null, true), ['stop'], ['openInEditor', 'openSettings']],
  [
    'in training',
    panelWith(after(7), true),
    ['pause', 'stop'],
    ['chooseComparison', 'export', 'copyReport', 'openInEditor', 'openSettings'],
  ],
  [
    'while it is paused',
    panelWith(paused, true),
    ['resume', 'stop'],
    ['chooseComparison', 'export', 'copyReport', 'openInEditor', 'openSettings'],
  ],
  [
    'while a stopped run tests its networks once more',
    { ...panelWith(after(7), true), stopping: true },
    ['stop'],
    ['chooseComparison', 'export', 'copyReport', 'openInEditor', 'openSettings'],
  ],
  [
    'after its end',
    panelWith(after(20), false),
    ['train'],
    ['runAgain', 'chooseComparison', 'export', 'copyReport', 'openInEditor', 'openSettings'],
  ],
  [
    'with runs laid over it',
    { ...panelWith(after(20), false), compared: { others: [], differences: [] } },
    ['train'],
    [
      'runAgain',
      'chooseComparison',
      'endComparison',
      'export',
      'copyReport',
      'openInEditor',
      'openSettings',
    ],
  ],
  [
    'after its end, where there is a checkpoint',
    { ...panelWith(after(20), false), shown: { ...shown, continuation: 'longer' } },
    ['train'],
    ['trainLonger', ...ended],
  ],
  [
    'after it was stopped, where there is a checkpoint',
    { ...panelWith(stopped, false), shown: goesOn },
    ['continueRun', 'train'],
    ended,
  ],
  [
    'after it was interrupted: to go on comes first, at the right',
    { ...panelWith(interrupted, false), shown: goesOn },
    ['train', 'continueRun'],
    ended,
  ],
  [
    'after it was interrupted without a checkpoint',
    panelWith(interrupted, false),
    ['train'],
    ended,
  ],
  [
    'at an older run that was stopped',
    { ...panelWith(stopped, false), live: false, shown: goesOn },
    ['continueRun', 'runAgain'],
    ['chooseComparison', 'export', 'copyReport', 'openInEditor', 'openSettings'],
  ],
  [
    'at an older run',
    { ...panelWith(after(20), false), ...older },
    ['runAgain'],
    ['chooseComparison', 'export', 'copyReport', 'openInEditor', 'openSettings'],
  ],
  [
    'at an older run while another trains: its buttons would not be about what is shown',
    { ...panelWith(after(20), true), ...older },
    [],
    ['chooseComparison', 'export', 'copyReport', 'openInEditor', 'openSettings'],
  ],
];

describe('what a person can do', () => {
  test.each(states)('%s', (_name, state, buttons, menu) => {
    expect(actionsOf(state).map(({ message }) => message.type)).toEqual(buttons);
    expect(
      menuOf(state)
        .flat()
        .map(({ message }) => message.type),
    ).toEqual(menu);
  });

  test.each(states)('%s one thing is the likeliest, or nothing has to be', (_name, state) => {
    const primary = actionsOf(state).filter((action) => action.primary === true);
    expect(primary.length).toBeLessThanOrEqual(1);
    if (!state.training) expect(primary).toHaveLength(1);
  });

  test.each(states)('%s the host understands', (_name, state) => {
    for (const { message } of [...actionsOf(state), ...menuOf(state).flat()]) {
      expect(atHost(message)).toEqual(message);
    }
  });
});

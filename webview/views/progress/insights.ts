import { type Part, partOnTheWay } from '#shared/part';
import { resultOf } from '#shared/result';
import type { RunState } from '#shared/run-state';
import {
  formatCount,
  formatList,
  formatShortLoss,
  formatSeconds,
  formatShare,
  formatTimes,
} from '../../format';
import { type Block, blockAt, blockSize, blocksOf } from './blocks';
import { indexAt } from './curves';
import { strings } from './strings';
import { isNumber } from './thin-out';

/** Something that the curves say, in a sentence. */
export interface Insight {
  readonly kind:
    'diverged' | 'rising' | 'guessing' | 'overfitting' | 'standing' | 'price' | 'plateau';
  readonly text: string;
}

/** Whoever has to read more reads nothing. */
const AT_MOST = 3;
/** A loss this much above its best is more than unrest. */
const RISEN = 1.15;
/** So many standard errors apart, two means differ by more than chance. */
const SURE = 3;
/** The same, for losses of all images that are judged. */
const TEST_LOSS_RISEN = 1.05;
/** Shares of the images that are no lead. */
const EQUAL_ACCURACY = 0.002;
const EQUAL_LOSS = 1.02;
const EQUAL_PRICE = 1.2;
/** A loss that has fallen by less than this stands still. */
const STILL = 0.01;
/** A loss this near to that of guessing may be guessing still: the share of images that are right tells. */
const NEAR_CHANCE = 0.1;
/** The same, where nothing but the loss is known. */
const AT_CHANCE = 0.01;
/** Who is right so many times as often as by chance has learned something. */
const BETTER_THAN_CHANCE = 2;
/** So many times the loss of guessing is a peak that a network does not come down from by itself. */
const PEAKED = 2;

/** What to know of the networks of a run, what is most urgent first. */
export function insightsOf(state: RunState): Insight[] {
  const { stride } = state;
  const size = pointsToBlock(state);
  const networks = state.run.models.map(({ id }) => {
    const losses = state.batchLosses[id] ?? [];
    const diverged = losses.findIndex((loss) => !isNumber(loss));
    return { id, losses, diverged, blocks: diverged === -1 ? blocksOf(losses, size) : [] };
  });
  const sound = networks.filter(({ diverged }) => diverged === -1);
  const still = sound.filter(standsStill);
  const guessing = still.filter((network) => isGuessing(state, network));
  // Among those that guess, chance leads.
  const compared = guessing.length === sound.length ? [] : sound;
  return [
    ...networks.flatMap((network) => whereDiverged(network, stride)),
    ...sound.flatMap((network) => whereRising(network, size * stride)),
    ...whoGuesses(state, guessing),
    ...sound.flatMap(({ id }) => whereOverfitting(state, id)),
    ...standing(state, compared, size),
    ...price(state, compared, size),
    ...plateau(
      still.filter((network) => !guessing.includes(network)),
      size * stride,
    ),
  ].slice(0, AT_MOST);
}

/** Points to a block: a block of many batches tells no more for having few points. */
function pointsToBlock({ run, stride }: RunState): number {
  return Math.max(10, Math.ceil(blockSize(run.config.batchesPerEpoch) / stride));
}

/** The longest time for which the insights of a run cannot change, as a key. */
export function insightsKey(state: RunState): string {
  const { run, elapsed, epochs, tests, evaluations } = state;
  const blocks = Math.floor(elapsed.length / pointsToBlock(state));
  const counts = [blocks, epochs.length, tests.length, Object.keys(evaluations).length];
  return [run.startedAt, ...counts].join();
}

interface Network {
  readonly id: string;
  readonly losses: readonly number[];
  /** Index of the first batch whose loss is no number; -1 if none. */
  readonly diverged: number;
  readonly blocks: readonly Block[];
}

function whereDiverged({ id, diverged }: Network, stride: number): Insight[] {
  if (diverged === -1) return [];
  return [{ kind: 'diverged', text: strings.diverged(id, formatCount(diverged * stride + 1)) }];
}

/** Twice in a row well above the best. */
function whereRising({ id, blocks }: Network, size: number): Insight[] {
  const best = lowest(blocks.map(({ mean }) => mean));
  const [last, previous] = [blocks.at(-1), blocks.at(-2)];
  if (last === undefined || previous === undefined || blocks.length - best <= 2) return [];
  const low = blocks[best]!;
  const above = ({ mean, error }: Block): boolean =>
    mean > low.mean * RISEN && mean - low.mean > SURE * Math.hypot(error, low.error);
  if (!above(last) || !above(previous)) return [];
  const since = formatCount((best + 1) * size);
  const text = strings.rising(id, since, formatShortLoss(low.mean), formatShortLoss(last.mean));
  return [{ kind: 'rising', text }];
}

/** Better and better on the images that it learns from, worse and worse on those that it does not. */
function whereOverfitting({ run, tests, epochs }: RunState, id: string): Insight[] {
  const losses = tests.map((test) => test.losses[id] ?? NaN);
  const best = lowest(losses);
  const since = tests[best]?.epoch;
  if (since === undefined || losses.length - best <= 2) return [];
  const risen = losses.slice(-2).every((loss) => loss > losses[best]! * TEST_LOSS_RISEN);
  const trained = (epoch: number): number => epochs[epoch - 1]?.losses[id] ?? NaN;
  const learning = trained(tests.at(-1)!.epoch) < trained(since);
  if (!risen || !learning) return [];
  return [
    { kind: 'overfitting', text: strings.overfitting[partOnTheWay(run)](id, formatCount(since)) },
  ];
}

/** Who leads at the same batch, and who is behind. */
function standing(state: RunState, networks: readonly Network[], size: number): Insight[] {
  if (networks.length < 2) return [];
  const tested = accuracies(state, networks);
  if (tested !== null) {
    const [best, worst] = ends(tested.scores, (a, b) => b.value - a.value);
    const [high, low] = [formatShare(best.value), formatShare(worst.value)];
    const words = strings.byAccuracy[tested.part];
    const text =
      best.value - worst.value < EQUAL_ACCURACY
        ? words.equal(tested.epoch, low, high)
        : words.leads(tested.epoch, best.id, high, worst.id, low);
    return [{ kind: 'standing', text }];
  }
  const count = Math.min(...networks.map(({ blocks }) => blocks.length));
  if (count === 0) return [];
  const scores = networks.map(({ id, blocks }) => ({ id, value: blocks[count - 1]!.mean }));
  const [best, worst] = ends(scores, (a, b) => a.value - b.value);
  const batch = formatCount(count * size * state.stride);
  const [low, high] = [formatShortLoss(best.value), formatShortLoss(worst.value)];
  const text =
    worst.value < best.value * EQUAL_LOSS
      ? strings.equalLoss(batch, low, high)
      : strings.leadsLoss(batch, best.id, low, worst.id, high);
  return [{ kind: 'standing', text }];
}

interface Score {
  readonly id: string;
  readonly value: number;
}

/** The latest that is known of the images that are judged after each epoch, if it is known of all networks. */
function accuracies(
  { run, tests, evaluations, epochs }: RunState,
  networks: readonly Network[],
): { readonly epoch: number; readonly part: Part; readonly scores: Score[] } | null {
  const test = tests.at(-1);
  const epoch = test?.epoch ?? epochs.at(-1)?.epoch;
  const scores = networks.flatMap(({ id }) => {
    const value = test === undefined ? evaluations[id]?.accuracy : test.accuracies[id];
    return value === undefined ? [] : [{ id, value }];
  });
  return epoch === undefined || scores.length < networks.length
    ? null
    : { epoch, part: partOnTheWay(run), scores };
}

/** What an epoch of the dearest network costs beside the cheapest, and what the same seconds bring. */
function price(state: RunState, networks: readonly Network[], size: number): Insight[] {
  const prices = networks.map(({ id, losses }) => {
    const seconds = state.batchSeconds[id]?.at(-1) ?? NaN;
    return { id, losses, seconds, value: seconds / losses.length };
  });
  if (prices.length < 2 || prices.some(({ losses }) => losses.length < size)) return [];
  const [cheap, dear] = ends(prices, (a, b) => a.value - b.value);
  const ratio = dear.value / cheap.value;
  // A comparison with NaN is false: seconds that are not known say nothing.
  if (!(ratio >= EQUAL_PRICE)) return [];
  const times = formatTimes(ratio);
  const seconds = cheap.seconds;
  const positions = state.batchSeconds[dear.id]!;
  const end = indexAt({ positions, values: dear.losses }, seconds) + 1;
  if (end < size) return [{ kind: 'price', text: strings.price(dear.id, times, cheap.id) }];
  const dearLoss = blockAt(dear.losses, end - size, end).mean;
  const cheapLoss = blockAt(cheap.losses, cheap.losses.length - size, cheap.losses.length).mean;
  const say = dearLoss < cheapLoss ? strings.priceWorth : strings.priceNotWorth;
  const text = say(
    dear.id,
    times,
    cheap.id,
    formatSeconds(seconds),
    formatShortLoss(dearLoss),
    formatShortLoss(cheapLoss),
  );
  return [{ kind: 'price', text }];
}

/** Blocks in a quarter of the run so far. */
const quarterOf = ({ blocks }: Network): number => Math.floor(blocks.length / 4);

/** Whether the loss in the last quarter is that of the quarter before. */
function standsStill(network: Network): boolean {
  const { blocks } = network;
  const quarter = quarterOf(network);
  if (quarter < 2) return false;
  const late = mean(blocks.slice(-quarter));
  const early = mean(blocks.slice(-2 * quarter, -quarter));
  return Math.abs(early - late) < STILL * early;
}

/** Whether a network that stands still does so where guessing puts it: at a loss of ln C for C classes. */
function isGuessing(state: RunState, network: Network): boolean {
  const classes = state.run.dataset.classes.length;
  const chance = Math.log(classes);
  const loss = mean(network.blocks.slice(-quarterOf(network)));
  const right = resultOf(state, network.id)?.accuracy ?? null;
  if (right === null) return Math.abs(loss - chance) < AT_CHANCE * chance;
  return Math.abs(loss - chance) < NEAR_CHANCE * chance && right < BETTER_THAN_CHANCE / classes;
}

/** Those that guess, with what to try: they have leapt too far, or hardly moved. */
function whoGuesses({ run }: RunState, networks: readonly Network[]): Insight[] {
  const classes = run.dataset.classes.length;
  const chance = formatShortLoss(Math.log(classes));
  const highest = new Map(
    networks.map(({ id, losses }) => [id, losses.reduce((a, b) => Math.max(a, b), 0)]),
  );
  const leapt = networks.filter(({ id }) => highest.get(id)! > PEAKED * Math.log(classes));
  const slow = networks.filter((network) => !leapt.includes(network));
  const names = (some: readonly Network[]): string => formatList(some.map(({ id }) => id));
  const texts: string[] = [];
  if (leapt.length > 0) {
    const peak = formatShortLoss(Math.max(...leapt.map(({ id }) => highest.get(id)!)));
    texts.push(strings.guessingAfterPeak(names(leapt), chance, formatCount(classes), peak));
  }
  if (slow.length > 0) texts.push(strings.guessing(names(slow), chance, formatCount(classes)));
  return texts.map((text) => ({ kind: 'guessing', text }));
}

/** What stands still where something has been learned. */
function plateau(networks: readonly Network[], size: number): Insight[] {
  const [first] = networks;
  if (first === undefined) return [];
  const names = formatList(networks.map(({ id }) => id));
  const batches = formatCount(2 * quarterOf(first) * size);
  return [{ kind: 'plateau', text: strings.plateau(names, batches) }];
}

function mean(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + block.mean, 0) / blocks.length;
}

/** Index of the smallest number. */
function lowest(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value < values[best]! ? i : best), 0);
}

/** First and last in an order. */
function ends<T>(items: readonly T[], order: (a: T, b: T) => number): [T, T] {
  const sorted = [...items].sort(order);
  return [sorted[0]!, sorted.at(-1)!];
}

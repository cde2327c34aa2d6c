import * as v from 'valibot';
import type { NetworkState, Tensor } from '../../engine/api';
import type { SamplerState } from '../../data/sampling';
import type { AnyTensor } from '../../formats/safetensors';
import {
  epochEvent,
  evaluationEvent,
  mark,
  runEvent,
  type RunHistory,
  testEvent,
} from '#shared/protocol/events';
import { batchesUntil } from '#shared/progress';
import { openPoint } from '#shared/protocol/series';
import {
  amount,
  byModel,
  count,
  finite,
  type Immutable,
  measured,
  positive,
} from '#shared/protocol/values';

/** Goes up when checkpoints change so that older ones no longer fit. */
export const VERSION = 1;

const int32 = v.pipe(v.number(), v.integer(), v.minValue(-(2 ** 31)), v.maxValue(2 ** 31 - 1));

/** How far a run has come, an epoch's test included. */
const position = v.object({
  /** From 1; 0 before the first batch. */
  epoch: count,
  /** Batches of that epoch that have been trained. */
  batch: count,
  /** Nothing is left to do after the epoch's batches: it has been tested, or is not to be. False within an epoch. */
  tested: v.boolean(),
});
export type Position = Immutable<v.InferOutput<typeof position>>;

/** What identifies a network beside its id, in words that are compared and nothing else. */
const networkIdentity = { plan: v.string(), schedule: v.string() };

/** Where lockstep training is, beside how far. */
const lockstep = v.object({
  /** Ids of the networks whose divergence has been told. */
  diverged: v.array(v.string()),
  seconds: byModel(amount),
  /** Sums of the epoch in hand. */
  epochLosses: byModel(measured),
  epochSeconds: byModel(amount),
});
export type LockstepState = Immutable<v.InferOutput<typeof lockstep>>;

const bestResult = v.object({
  epoch: count,
  batch: count,
  value: finite,
  evaluation: evaluationEvent,
});

const earlyStopping = v.object({
  /** Epochs without an improvement. */
  epochs: count,
  best: v.array(bestResult),
});
export type EarlyStopperState = Immutable<v.InferOutput<typeof earlyStopping>>;

/** What is JSON of a checkpoint. Numbers that are none are null there, as everywhere. */
export const facts = v.object({
  /** Counts the checkpoints of a run, from 1: the clock does not tell which is the newest. */
  number: positive,
  /** Settings of the run as they are recorded: for whoever goes on with it, who has their schema. */
  settings: v.unknown(),
  /** Where its weights were saved; null if nowhere. */
  save: v.nullable(v.string()),
  run: runEvent,
  /** Fingerprint of the data set. */
  data: v.string(),
  networks: byModel(
    v.object({ ...networkIdentity, step: count, betaPowers: v.tuple([finite, finite]) }),
  ),
  position,
  /** Training has come to its end, be it by early stopping. */
  finished: v.boolean(),
  /** Seconds since the first batch began, without pauses and interruptions. */
  elapsed: amount,
  lockstep,
  sampler: v.object({ batch: count, random: v.pipe(v.array(int32), v.length(4)) }),
  earlyStopping: v.nullable(earlyStopping),
  /** The series of batches are tensors. */
  history: v.object({
    stride: positive,
    open: v.nullable(openPoint),
    epochs: v.array(epochEvent),
    tests: v.array(testEvent),
    notices: v.array(v.string()),
    marks: v.array(mark),
  }),
});
type Typed = v.InferOutput<typeof facts>;
export type Facts = Immutable<Omit<Typed, 'settings'>> & { readonly settings: unknown };

/** Tensors of a network beside what is in the facts. */
export interface NetworkTensors extends Pick<NetworkState, 'weights' | 'optimizer'> {
  /** Its best weights so far, in runs with early stopping; null where there are none. */
  readonly best: readonly Tensor[] | null;
}

/**
 * All that training depends on: whoever goes on from it comes to the same bits as a run that was not interrupted.
 *
 * In a file it is safetensors:
 *
 *     ID/WEIGHT                               weights and running statistics, by PyTorch's names
 *     ID/optimizer/STATE/WEIGHT               what the optimiser keeps of each
 *     ID/best/WEIGHT                          the best weights so far, with early stopping
 *     sampler/order                           indices of the images in the sampler's order
 *     curves/elapsed, curves/KIND/ID          the curves so far, a value for each point
 *
 * and the facts as JSON in the metadata's `checkpoint`.
 */
export interface Checkpoint {
  readonly facts: Facts;
  readonly networks: Readonly<Record<string, NetworkTensors>>;
  /** (images) The sampler's order. */
  readonly order: Uint32Array;
  readonly history: RunHistory;
}

export function networkState({ facts, networks }: Checkpoint, id: string): NetworkState {
  const { step, betaPowers } = facts.networks[id]!;
  const { weights, optimizer } = networks[id]!;
  return { step, betaPowers, weights, optimizer };
}

/** What a run goes on from once its networks have what they had, which is not kept a second time. */
export interface Origin extends Pick<Checkpoint, 'facts' | 'order' | 'history'> {
  /** The best weights so far, by network. */
  readonly best: Readonly<Record<string, readonly Tensor[] | null>>;
}

export function originOf({ facts, order, history, networks }: Checkpoint): Origin {
  const best = Object.entries(networks).map(([id, { best }]) => [id, best] as const);
  return { facts, order, history, best: Object.fromEntries(best) };
}

export function samplerState({ facts, order }: Origin): SamplerState {
  return { ...facts.sampler, order };
}

const ORDER = 'sampler/order';
const ELAPSED = 'curves/elapsed';

/** Series by network, each under the name that it has in a file. */
const curves = {
  batchLosses: 'losses',
  leastLosses: 'least',
  mostLosses: 'most',
  batchSeconds: 'seconds',
} as const;
const curveKeys = Object.keys(curves) as (keyof typeof curves)[];

export function toTensors({ networks, order, history }: Omit<Checkpoint, 'facts'>): AnyTensor[] {
  const renamed = (prefix: string, tensors: readonly Tensor[]): Tensor[] =>
    tensors.map((tensor) => ({ ...tensor, name: `${prefix}/${tensor.name}` }));
  const series = (name: string, values: readonly number[]): AnyTensor => ({
    ...{ name, shape: [values.length], data: Float64Array.from(values) },
  });
  return [
    ...Object.entries(networks).flatMap(([id, { weights, optimizer, best }]) => [
      ...renamed(id, weights),
      ...renamed(`${id}/optimizer`, optimizer),
      ...renamed(`${id}/best`, best ?? []),
    ]),
    { name: ORDER, shape: [order.length], data: order },
    series(ELAPSED, history.elapsed),
    ...curveKeys.flatMap((key) =>
      Object.entries(history[key]).map(([id, values]) =>
        series(`curves/${curves[key]}/${id}`, values),
      ),
    ),
  ];
}

/** A checkpoint of what is in a file; null where facts and tensors do not fit one another. */
export function fromParts(facts: Facts, tensors: readonly AnyTensor[]): Checkpoint | null {
  const ids = facts.run.models.map(({ id }) => id);
  const known = new Map(tensors.map((tensor) => [tensor.name, tensor.data]));
  const series = (name: string): number[] => {
    const data = known.get(name);
    return data instanceof Float64Array ? [...data] : [];
  };
  const byId = <T>(of: (id: string) => T): Record<string, T> =>
    Object.fromEntries(ids.map((id) => [id, of(id)]));
  const order = known.get(ORDER);
  if (!(order instanceof Uint32Array)) return null;
  const all = Object.fromEntries(
    curveKeys.map((key) => [key, byId((id) => series(`curves/${curves[key]}/${id}`))]),
  ) as Record<keyof typeof curves, Record<string, number[]>>;
  const checkpoint: Checkpoint = {
    facts,
    order,
    networks: byId((id) => networkTensors(id, tensors)),
    history: { ...facts.history, ...all, elapsed: series(ELAPSED) },
  };
  return isWhole(checkpoint, ids) ? checkpoint : null;
}

function networkTensors(id: string, tensors: readonly AnyTensor[]): NetworkTensors {
  const below = (prefix: string): Tensor[] =>
    tensors.flatMap(({ name, shape, data }) =>
      name.startsWith(prefix) && data instanceof Float32Array
        ? [{ name: name.slice(prefix.length), shape, data }]
        : [],
    );
  const best = below(`${id}/best/`);
  return {
    weights: below(`${id}/`).filter(({ name }) => !/^(optimizer|best)\//.test(name)),
    optimizer: below(`${id}/optimizer/`),
    best: best.length === 0 ? null : best,
  };
}

/** Whether the parts are as long as others say, and about the same networks. */
function isWhole({ facts, order, history }: Checkpoint, ids: readonly string[]): boolean {
  const { run, position, lockstep, sampler, earlyStopping } = facts;
  const { epochs, batchesPerEpoch } = run.config;
  const { stride, elapsed, open } = history;
  const isOf = (values: object): boolean =>
    Object.keys(values).length === ids.length && ids.every((id) => Object.hasOwn(values, id));
  const batches = batchesUntil(position, batchesPerEpoch);
  const asLong = (series: Readonly<Record<string, readonly number[]>>, length: number): boolean =>
    Object.values(series).every((values) => values.length === length);
  const points = elapsed.length;
  const ranges = stride === 1 ? 0 : points;
  return (
    new Set(ids).size === ids.length &&
    [facts.networks, lockstep.seconds, lockstep.epochLosses, lockstep.epochSeconds].every(isOf) &&
    position.epoch <= epochs &&
    position.batch <= batchesPerEpoch &&
    sampler.batch <= batchesPerEpoch &&
    stride * points + (open?.batches ?? 0) === batches &&
    asLong(history.batchLosses, points) &&
    asLong(history.batchSeconds, points) &&
    asLong(history.leastLosses, ranges) &&
    asLong(history.mostLosses, ranges) &&
    history.epochs.length ===
      (position.batch === batchesPerEpoch ? position.epoch : Math.max(0, position.epoch - 1)) &&
    (earlyStopping?.best ?? []).every(({ evaluation }) => ids.includes(evaluation.model)) &&
    isPermutation(order, run.dataset.train)
  );
}

function isPermutation(order: Uint32Array, length: number): boolean {
  if (order.length !== length) return false;
  const seen = new Uint8Array(length);
  for (const index of order) {
    if (index >= length || seen[index] === 1) return false;
    seen[index] = 1;
  }
  return true;
}

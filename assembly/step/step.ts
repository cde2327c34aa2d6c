/**
 * The commands: one call from JavaScript runs a whole training step on all threads.
 *
 *     shards: forward, loss, backward | optimiser, by chunks of parameters | packing | done
 *
 * With batch norm, the first of these is several, one for each segment and direction: see shard.ts.
 */
import {
  adadeltaStep,
  adagradStep,
  adamStep,
  nadamStep,
  reduceShards,
  rmspropStep,
  sgdMomentumStep,
  sgdStep,
} from '../optimizer/optimizer';
import { orderBatch, orderBytes } from '../gather/order';
import { arrive, barrier, Control, finish, nextCommand, publish, take } from './control';
import { Optimizer } from './fields';
import { Network } from './network';
import { packWeights } from './tile';
import {
  backwardShard,
  backwardStatistics,
  forwardShard,
  forwardStatistics,
  lossShard,
  predictTile,
  segmentStart,
  shardCount,
} from './shard';
import { PACK } from '../simd';

enum Command {
  Train,
  Gradients,
  Predict,
  Exit,
}

/** Parameters that one thread updates at a time. */
const UPDATE_CHUNK: i32 = 4096;

/** Applies the optimiser to `count` parameters, `at` bytes from the first. */
function optimize(network: Network, shards: i32, at: usize, count: i32): void {
  const pitch = (<usize>network.parameterCount) << 2;
  const parameters = network.parameters + at;
  const gradients = network.gradients + at;
  const rate = network.learningRate;
  switch (network.optimizer) {
    case Optimizer.Sgd: {
      sgdStep(parameters, gradients, shards, pitch, count, <f32>rate);
      break;
    }
    case Optimizer.SgdMomentum: {
      sgdMomentumStep(
        parameters,
        gradients,
        shards,
        pitch,
        network.firstMoments + at,
        count,
        <f32>rate,
        <f32>network.beta1,
        network.nesterov != 0,
        <f32>network.weightDecay,
      );
      break;
    }
    case Optimizer.Adam: {
      adamStep(
        parameters,
        gradients,
        shards,
        pitch,
        network.firstMoments + at,
        network.secondMoments + at,
        count,
        <f32>(rate / (1 - network.beta1Power)),
        <f32>network.beta1,
        <f32>(1 - network.beta1),
        <f32>network.beta2,
        <f32>(1 - network.beta2),
        <f32>(1 / Math.sqrt(1 - network.beta2Power)),
        <f32>network.eps,
        network.decoupled ? 0 : <f32>network.weightDecay,
        network.decoupled ? <f32>(1 - rate * network.weightDecay) : 1,
      );
      break;
    }
    case Optimizer.Nadam: {
      const t = <f64>network.step + 1;
      const momentum = network.nadamMomentum(t);
      const next = network.nadamMomentum(t + 1);
      nadamStep(
        parameters,
        gradients,
        shards,
        pitch,
        network.firstMoments + at,
        network.secondMoments + at,
        count,
        <f32>((rate * (1 - momentum)) / (1 - network.beta1Power)),
        <f32>((rate * next) / (1 - network.beta1Power * next)),
        <f32>network.beta1,
        <f32>(1 - network.beta1),
        <f32>network.beta2,
        <f32>(1 - network.beta2),
        <f32>(1 / Math.sqrt(1 - network.beta2Power)),
        <f32>network.eps,
        <f32>network.weightDecay,
      );
      break;
    }
    case Optimizer.Adadelta: {
      adadeltaStep(
        parameters,
        gradients,
        shards,
        pitch,
        network.firstMoments + at,
        network.secondMoments + at,
        count,
        <f32>rate,
        <f32>network.beta2,
        <f32>(1 - network.beta2),
        <f32>network.eps,
        <f32>network.weightDecay,
      );
      break;
    }
    case Optimizer.Adagrad: {
      adagradStep(
        parameters,
        gradients,
        shards,
        pitch,
        network.firstMoments + at,
        count,
        <f32>(rate / (1 + <f64>network.step * network.beta1)),
        <f32>network.eps,
        <f32>network.weightDecay,
      );
      break;
    }
    case Optimizer.Rmsprop: {
      rmspropStep(
        parameters,
        gradients,
        shards,
        pitch,
        network.firstMoments + at,
        network.secondMoments + at,
        count,
        <f32>rate,
        <f32>network.beta2,
        <f32>(1 - network.beta2),
        <f32>network.eps,
        <f32>network.beta1,
        <f32>network.weightDecay,
      );
      break;
    }
  }
}

/** What an optimiser does once a step, before any thread begins. */
function advance(network: Network): void {
  switch (network.optimizer) {
    case Optimizer.Adam: {
      network.beta1Power *= network.beta1;
      network.beta2Power *= network.beta2;
      break;
    }
    case Optimizer.Nadam: {
      network.beta1Power *= network.nadamMomentum(<f64>network.step + 1);
      network.beta2Power *= network.beta2;
      break;
    }
  }
}

/** Reduces and updates chunk after chunk, as long as there are any. */
function update(control: Control, apply: bool): void {
  const network = control.network;
  const count = network.parameterCount;
  const counter = changetype<usize>(control) + offsetof<Control>('nextChunk');
  for (;;) {
    const start = take(counter) * UPDATE_CHUNK;
    if (start >= count) return;
    const at = (<usize>start) << 2;
    const length = min(UPDATE_CHUNK, count - start);
    if (apply) optimize(network, control.shards, at, length);
    else reduceShards(network.gradients + at, control.shards, (<usize>count) << 2, length);
  }
}

/** This thread's part of a prediction: tile after tile, as long as there are any. */
function performPrediction(control: Control, scratch: usize): void {
  const work = changetype<usize>(control) + offsetof<Control>('nextShard');
  const images = control.network.tilePacks * PACK;
  const tiles = (control.count + images - 1) / images;
  for (let tile = take(work); tile < tiles; tile = take(work)) {
    predictTile(control, tile, scratch);
  }
}

/** This thread's part of a training step, or of the gradients of one. */
function performTraining(control: Control, thread: i32, scratch: usize): void {
  const network = control.network;
  const apply = control.command == Command.Train;
  const work = changetype<usize>(control) + offsetof<Control>('nextShard');
  // Forward through all segments, the last one there and back, and back through the others; not
  // through the first, if there is nothing to train.
  const last = network.segmentCount - 1;
  const lowest = last > 0 && segmentStart(network, 1) == network.firstTrained ? 1 : 0;
  const phases = 2 * last + 1 - lowest;
  for (let phase = 0; phase < phases; phase++) {
    const segment = phase <= last ? phase : 2 * last - phase;
    if (phase > 0) {
      if (!barrier(control, phase)) return;
      if (phase <= last) forwardStatistics(control, segment - 1, scratch, apply && thread == 0);
      else backwardStatistics(control, segment, scratch);
    }
    // Each thread takes one number too many in each phase.
    const base = phase * (control.shards + control.threads);
    for (let shard = take(work) - base; shard < control.shards; shard = take(work) - base) {
      if (phase < last) forwardShard(control, segment, shard, scratch);
      else if (phase == last) lossShard(control, shard, scratch);
      else backwardShard(control, segment, shard, scratch);
    }
  }
  if (!barrier(control, phases)) return;
  update(control, apply);
  if (!apply || !barrier(control, phases + 1)) return;
  packWeights(changetype<usize>(network), thread, control.threads);
}

/** This thread's part of the command in hand. */
function perform(control: Control, thread: i32): void {
  const scratch = control.scratch + <usize>thread * control.scratchBytes;
  if (control.command == Command.Predict) performPrediction(control, scratch);
  else performTraining(control, thread, scratch);
}

/** Runs a command on all threads. Returns 0, or 1 if a thread failed or stopped answering. */
function run(control: Control, command: i32): i32 {
  publish(control, command);
  perform(control, 0);
  return finish(control) ? control.failed : 1;
}

/** One training step on the batch: losses by shard, new parameters. Returns as `run`. */
export function trainStep(controlAddress: usize): i32 {
  const control = changetype<Control>(controlAddress);
  const network = control.network;
  advance(network);
  const failed = run(control, Command.Train);
  network.step++;
  return failed;
}

/** Losses by shard and, in the first shard, the gradients of the batch. Returns as `run`. */
export function gradients(controlAddress: usize): i32 {
  return run(changetype<Control>(controlAddress), Command.Gradients);
}

/** Logits (count, classes) of the batch, to the output. Returns as `run`. */
export function predict(controlAddress: usize): i32 {
  return run(changetype<Control>(controlAddress), Command.Predict);
}

/**
 * Predicts a batch of one tile on this thread alone: every layer's activations are in the first thread's
 * scratch afterwards.
 */
export function predictTileHere(controlAddress: usize): void {
  const control = changetype<Control>(controlAddress);
  predictTile(control, 0, control.scratch);
}

/** The life of every thread but the first: takes part in commands until told to leave. */
export function serve(controlAddress: usize, thread: i32): void {
  const control = changetype<Control>(controlAddress);
  let sequence = 0;
  for (;;) {
    sequence = nextCommand(control, sequence);
    if (control.command == Command.Exit) return;
    perform(control, thread);
    arrive(controlAddress + offsetof<Control>('finished'));
  }
}

/** Tells the other threads to leave `serve`. */
export function exit(controlAddress: usize): void {
  publish(changetype<Control>(controlAddress), Command.Exit);
}

/** Called for a thread that has trapped, so that the others give up instead of waiting for it. */
export function fail(controlAddress: usize): void {
  changetype<Control>(controlAddress).failed = 1;
}

/** Says how many threads take part, and where each has its scratch. */
export function setThreads(
  controlAddress: usize,
  threads: i32,
  scratch: usize, // (threads, scratchBytes)
  scratchBytes: usize,
): void {
  const control = changetype<Control>(controlAddress);
  control.threads = threads;
  control.scratch = scratch;
  control.scratchBytes = scratchBytes;
}

/** Bytes that the order of a batch takes. */
export function batchOrderBytes(count: i32): usize {
  return ((<usize>(2 * count)) << 2) + orderBytes(count);
}

/**
 * What the losses of a batch are divided by. In the order that was given, whatever the threads. A batch in which no
 * image counts has a loss of 0 and no gradient: PyTorch's 0/0 would end the network.
 */
function weightOf(network: Network, labels: usize, indices: usize, count: i32): f64 {
  if (!network.classWeights) return <f64>count;
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) {
    const label = <usize>load<u8>(labels + load<u32>(indices + ((<usize>i) << 2)));
    sum += <f64>load<f32>(network.classWeights + (label << 2));
  }
  return sum > 0 ? sum : 1;
}

/** The same of the batch in hand, for the mean of its losses. */
export function batchWeight(controlAddress: usize): f64 {
  return changetype<Control>(controlAddress).weight;
}

/** Says what the next command is about. */
export function setBatch(
  controlAddress: usize,
  network: usize,
  images: usize, // (N, pixels) u8
  labels: usize, // (N) u8
  keys: usize, // (N) u16, from orderKeys
  indices: usize, // (count) u32
  count: i32,
  order: usize, // batchOrderBytes
  output: usize, // (count, classes), for predictions
): void {
  const control = changetype<Control>(controlAddress);
  control.network = changetype<Network>(network);
  control.images = images;
  control.labels = labels;
  control.places = order;
  control.indices = order + ((<usize>count) << 2);
  orderBatch(
    control.places,
    control.indices,
    indices,
    keys,
    count,
    order + ((<usize>(2 * count)) << 2),
  );
  control.count = count;
  control.weight = weightOf(changetype<Network>(network), labels, indices, count);
  control.shards = shardCount(count);
  control.output = output;
}

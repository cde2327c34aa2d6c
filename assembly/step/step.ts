/**
 * The commands: one call from JavaScript runs a whole training step on all threads.
 *
 *     shards: forward, loss, backward | optimiser, by chunks of parameters | packing | done
 */
import { adamStep, reduceShards, sgdStep } from '../optimizer/optimizer';
import { arrive, barrier, Control, nextCommand, publish, take } from './control';
import { Network, Optimizer } from './network';
import { packWeights } from './tile';
import { predictTile, trainShard } from './shard';
import { PACK } from '../simd';

enum Command {
  Train,
  Gradients,
  Predict,
  Exit,
}

/** Parameters that one thread updates at a time. */
const UPDATE_CHUNK: i32 = 4096;

/** Reduces and updates chunk after chunk, as long as there are any. */
function update(control: Control, apply: bool): void {
  const network = control.network;
  const count = network.parameterCount;
  const counter = changetype<usize>(control) + offsetof<Control>('nextChunk');
  const pitch = (<usize>count) << 2;
  for (;;) {
    const start = take(counter) * UPDATE_CHUNK;
    if (start >= count) return;
    const at = (<usize>start) << 2;
    const length = min(UPDATE_CHUNK, count - start);
    const gradients = network.gradients + at;
    if (!apply) {
      reduceShards(gradients, control.shards, pitch, length);
    } else if (network.optimizer == Optimizer.Adam) {
      adamStep(
        network.parameters + at,
        gradients,
        control.shards,
        pitch,
        network.firstMoments + at,
        network.secondMoments + at,
        length,
        <f32>(network.learningRate / (1 - network.beta1Power)),
        <f32>network.beta1,
        <f32>(1 - network.beta1),
        <f32>network.beta2,
        <f32>(1 - network.beta2),
        <f32>(1 / Math.sqrt(1 - network.beta2Power)),
        <f32>network.eps,
      );
    } else {
      sgdStep(
        network.parameters + at,
        gradients,
        control.shards,
        pitch,
        length,
        <f32>network.learningRate,
      );
    }
  }
}

/** This thread's part of the command in hand. */
function perform(control: Control, thread: i32): void {
  const base = changetype<usize>(control);
  const work = base + offsetof<Control>('nextShard');
  const scratch = control.scratch + <usize>thread * control.scratchBytes;
  const command = control.command;
  if (command == Command.Predict) {
    const images = control.network.tilePacks * PACK;
    const tiles = (control.count + images - 1) / images;
    for (let tile = take(work); tile < tiles; tile = take(work)) {
      predictTile(control, tile, scratch);
    }
    return;
  }
  for (let shard = take(work); shard < control.shards; shard = take(work)) {
    trainShard(control, shard, scratch);
  }
  if (!barrier(control, base + offsetof<Control>('gathered'))) return;
  update(control, command == Command.Train);
  if (command != Command.Train) return;
  if (!barrier(control, base + offsetof<Control>('updated'))) return;
  packWeights(changetype<usize>(control.network), thread, control.threads);
}

/** Runs a command on all threads. Returns 0, or 1 if a thread failed or stopped answering. */
function run(control: Control, command: i32): i32 {
  publish(control, command);
  perform(control, 0);
  barrier(control, changetype<usize>(control) + offsetof<Control>('finished'));
  return control.failed;
}

/** One training step on the batch: losses by shard, new parameters. Returns as `run`. */
export function trainStep(controlAddress: usize): i32 {
  const control = changetype<Control>(controlAddress);
  const network = control.network;
  if (network.optimizer == Optimizer.Adam) {
    network.beta1Power *= network.beta1;
    network.beta2Power *= network.beta2;
  }
  return run(control, Command.Train);
}

/** Losses by shard and, in the first shard, the gradients of the batch. Returns as `run`. */
export function gradients(controlAddress: usize): i32 {
  return run(changetype<Control>(controlAddress), Command.Gradients);
}

/** Softmax probabilities (count, classes) of the batch, to the output. Returns as `run`. */
export function predict(controlAddress: usize): i32 {
  return run(changetype<Control>(controlAddress), Command.Predict);
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

/** Says what the next command is about. */
export function setBatch(
  controlAddress: usize,
  network: usize,
  images: usize, // (N, pixels) u8
  labels: usize, // (N) u8
  indices: usize, // (count) u32
  count: i32,
  shards: i32,
  output: usize, // (count, classes), for predictions
): void {
  const control = changetype<Control>(controlAddress);
  control.network = changetype<Network>(network);
  control.images = images;
  control.labels = labels;
  control.indices = indices;
  control.count = count;
  control.shards = shards;
  control.output = output;
}

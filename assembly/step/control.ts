/**
 * How threads work together: one block of memory that they all see. The first thread publishes a
 * command and takes part in it; the others wait for the next one. Work is handed out by counters, and
 * the phases of a command are kept apart by barriers. Waiting spins for a few microseconds and then
 * sleeps. Without shared memory there is one thread and nothing to wait for.
 */
import { Network } from './network';


@unmanaged
export class Control {
  /** Goes up by one with each command; what the other threads wait for. */
  sequence: i32;
  command: i32;
  threads: i32;
  /** Not 0 once a thread has failed or stopped answering: everybody gives up. */
  failed: i32;
  nextShard: i32;
  nextChunk: i32;
  /** Arrivals at the barriers of the command, all together. */
  met: i32;
  finished: i32;
  /** Goes up with every tile that a thread begins: whoever waits sees that the others are at work. */
  progress: i32;
  // What the command is about.
  network: Network;
  images: usize; // (N, pixels) u8
  labels: usize; // (N) u8
  /** The batch's images in the order in which they are packed, and where each was given: gather/order.ts. */
  indices: usize; // (count) u32
  places: usize; // (count) u32
  count: i32;
  /** What the losses of the batch are divided by: its images, or the sum of their classes' weights. */
  weight: f64;
  shards: i32;
  output: usize;
  /** Scratch of the first thread, and bytes to the next one's. */
  scratch: usize;
  scratchBytes: usize;
}

export const CONTROL_BYTES: i32 = offsetof<Control>();

/** A few microseconds. */
const SPINS: i32 = 4000;
/**
 * Some 50 microseconds, which is what JavaScript does between two commands: a thread that fell asleep there would
 * be woken for each, and an idle core takes as long again to wake.
 */
const SPINS_BETWEEN: i32 = 60_000;
const NAP: i64 = 100_000_000; // nanoseconds
/** Naps without any progress until the others are given up: 30 s. */
const PATIENCE: i32 = 300;

/** Takes the next piece of work from a counter. */
// @ts-ignore: decorator
@inline
export function take(counter: usize): i32 {
  if (ASC_FEATURE_THREADS) {
    return atomic.add<i32>(counter, 1);
  } else {
    const next = load<i32>(counter);
    store<i32>(counter, next + 1);
    return next;
  }
}

/** Waits until the counter reaches `target`. False if somebody failed. */
function reached(control: Control, counter: usize, target: i32): bool {
  const failed = changetype<usize>(control) + offsetof<Control>('failed');
  const progress = changetype<usize>(control) + offsetof<Control>('progress');
  let known = atomic.load<i32>(progress);
  for (let spin = 0; spin < SPINS; spin++) {
    if (atomic.load<i32>(counter) >= target) return true;
  }
  for (let nap = 0; nap < PATIENCE; nap++) {
    const seen = atomic.load<i32>(counter);
    if (seen >= target) return true;
    if (atomic.load<i32>(failed)) return false;
    const now = atomic.load<i32>(progress);
    if (now != known) nap = 0;
    known = now;
    atomic.wait<i32>(counter, seen, NAP);
  }
  atomic.store<i32>(failed, 1);
  return false;
}

/** Says that this thread is at work. */
// @ts-ignore: decorator
@inline
export function progress(control: Control): void {
  if (ASC_FEATURE_THREADS) {
    atomic.add<i32>(changetype<usize>(control) + offsetof<Control>('progress'), 1);
  }
}

/**
 * Says that this thread has come so far, and waits until the counter reaches `target`. False if somebody
 * failed. One function for every place where threads meet: with the waiting written out in the caller,
 * V8 of Node.js 20 let it return too early.
 */
function meet(control: Control, counter: usize, target: i32): bool {
  if (ASC_FEATURE_THREADS) {
    arrive(counter);
    return reached(control, counter, target);
  } else {
    return true;
  }
}

/** Waits for all threads at the command's barrier number `round`, from 1. False if somebody failed. */
export function barrier(control: Control, round: i32): bool {
  const counter = changetype<usize>(control) + offsetof<Control>('met');
  return meet(control, counter, round * control.threads);
}

/** Waits until all threads are done with the command. False if somebody failed. */
export function finish(control: Control): bool {
  return meet(control, changetype<usize>(control) + offsetof<Control>('finished'), control.threads);
}

/** Says that this thread has come so far. */
export function arrive(counter: usize): void {
  if (ASC_FEATURE_THREADS) {
    atomic.add<i32>(counter, 1);
    atomic.notify(counter, -1);
  }
}

/** Starts the other threads on a command. */
export function publish(control: Control, command: i32): void {
  control.command = command;
  control.nextShard = 0;
  control.nextChunk = 0;
  control.met = 0;
  control.finished = 0;
  if (ASC_FEATURE_THREADS) {
    arrive(changetype<usize>(control) + offsetof<Control>('sequence'));
  }
}

/** Waits for a command after number `sequence`, for as long as it takes. */
export function nextCommand(control: Control, sequence: i32): i32 {
  if (ASC_FEATURE_THREADS) {
    const at = changetype<usize>(control) + offsetof<Control>('sequence');
    for (let spin = 0; spin < SPINS_BETWEEN; spin++) {
      if (atomic.load<i32>(at) != sequence) return atomic.load<i32>(at);
    }
    while (atomic.load<i32>(at) == sequence) atomic.wait<i32>(at, sequence, -1);
    return atomic.load<i32>(at);
  } else {
    return sequence;
  }
}

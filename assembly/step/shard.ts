/**
 * Sharding: a batch is cut into shards, as many as its size asks for and never as many as there are
 * threads. A shard adds up its images' gradients in order, in a buffer of its own; shards are added up
 * in order by the optimiser. So any number of threads gives the same bits.
 */
import { gatherLabels, gatherPack } from '../gather/gather';
import { crossEntropy, softmaxForward } from '../loss/softmax';
import { PACK, ROW } from '../simd';
import { Control } from './control';
import { Network } from './network';
import { beginShard, endShard, layerAt, outputBytes, tileBackward, tileForward } from './tile';

/** Gathers the images of `packs` packs from position `start` of the batch into the scratch. */
function gatherTile(control: Control, scratch: usize, start: i32, packs: i32): void {
  const network = control.network;
  let input = scratch + layerAt(network, 0).input;
  for (let pack = 0; pack < packs; pack++) {
    const at = start + pack * PACK;
    const indices = control.indices + ((<usize>at) << 2);
    gatherPack(input, control.images, indices, min(PACK, control.count - at), network.pixels);
    input += <usize>network.pixels * ROW;
  }
}

/** Loss and gradients of one shard of the batch. */
export function trainShard(control: Control, shard: i32, scratch: usize): void {
  const network = control.network;
  const packs = (control.count + PACK - 1) / PACK;
  const first = (shard * packs) / control.shards;
  const last = ((shard + 1) * packs) / control.shards;
  const gradients = network.gradients + ((<usize>(shard * network.parameterCount)) << 2);
  const head = layerAt(network, network.layerCount - 1);
  const labels = scratch + network.small;
  const scale = <f32>(1.0 / <f64>control.count);
  let loss: f64 = 0;

  beginShard(network, gradients, scratch);
  for (let pack = first; pack < last; pack += network.tilePacks) {
    const tile = min(network.tilePacks, last - pack);
    gatherTile(control, scratch, pack * PACK, tile);
    tileForward(network, scratch, tile);
    let logits = scratch + head.output;
    for (let i = 0; i < tile; i++) {
      const at = (pack + i) * PACK;
      const images = min(PACK, control.count - at);
      gatherLabels(labels, control.labels, control.indices + ((<usize>at) << 2), images);
      loss += crossEntropy(logits, labels, network.classes, images, scale, labels + 64);
      logits += outputBytes(head);
    }
    tileBackward(network, gradients, scratch, tile, pack != first);
  }
  endShard(network, gradients, scratch);
  store<f64>(network.losses + ((<usize>shard) << 3), loss);
}

/** Softmax probabilities (images, classes) of one tile of the batch, written to the output. */
export function predictTile(control: Control, tile: i32, scratch: usize): void {
  const network = control.network;
  const classes = network.classes;
  const start = tile * network.tilePacks * PACK;
  const images = min(network.tilePacks * PACK, control.count - start);
  const packs = (images + PACK - 1) / PACK;
  const head = layerAt(network, network.layerCount - 1);
  gatherTile(control, scratch, start, packs);
  tileForward(network, scratch, packs);
  let logits = scratch + head.output;
  let output = control.output + ((<usize>(start * classes)) << 2);
  for (let pack = 0; pack < packs; pack++) {
    softmaxForward(logits, classes, scratch + network.small + 64);
    for (let lane = 0; lane < min(PACK, images - pack * PACK); lane++) {
      for (let c = 0; c < classes; c++) {
        store<f32>(output, load<f32>(logits + <usize>c * ROW + ((<usize>lane) << 2)));
        output += 4;
      }
    }
    logits += outputBytes(head);
  }
}

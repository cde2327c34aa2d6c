/**
 * A network as the step reads it: plain structs at addresses that the host has planned. The host fills
 * them through the functions below, so that their layout is written down once, here.
 */
import { conv2dOffsets } from '../conv2d/forward';
import { conv2dGradientOffsets } from '../conv2d/inputGradient';
import { Conv2dShape } from '../conv2d/shape';
import { ACTIVATION_RELU, ACTIVATION_SIGMOID } from '../activation/activation';
import { FINISH_RELU_GRADIENT, FINISH_SIGMOID_GRADIENT, FINISH_STORE } from '../matmul/panel';

export enum LayerKind {
  Linear,
  Conv2d,
}

export enum Optimizer {
  Sgd,
  Adam,
}

/** A linear layer or convolution, with the activation that follows it. */
@unmanaged
export class Layer {
  kind: i32;
  activation: i32;
  /** How the input gradient is finished: the derivative of the activation that made the input. */
  finishMode: i32;
  inFeatures: i32;
  outFeatures: i32;
  /** Floats from the start of the parameters (and of a gradient shard) to weight and bias. */
  weight: i32;
  bias: i32;
  packed: usize;
  /** 0 in the first layer, which needs no input gradient. */
  packedGradient: usize;
  /** Bytes from the start of a thread's scratch to the activations that come in and go out. */
  input: usize;
  output: usize;
  /** Convolutions only, as are the fields after it. */
  shapeAddress: usize;
  offsets: usize;
  gradientOffsets: usize;
  /** Bytes from the start of a thread's scratch to the partial sums of the weight gradient. */
  lanes: usize;


  @inline
  get shape(): Conv2dShape {
    return changetype<Conv2dShape>(this.shapeAddress);
  }
}


@unmanaged
export class Network {
  layers: usize;
  layerCount: i32;
  pixels: i32;
  classes: i32;
  /** Packs of a tile: what goes through the whole network at a time. */
  tilePacks: i32;
  /** Floats of all parameters, each tensor padded to a multiple of 4. */
  parameterCount: i32;
  parameters: usize;
  /** (shards, parameterCount) */
  gradients: usize;
  /** (shards) f64, sums of losses. */
  losses: usize;
  firstMoments: usize;
  secondMoments: usize;
  /** Bytes from the start of a thread's scratch to labels and small vectors, 128 bytes. */
  small: usize;
  /** Bytes from the start of a thread's scratch to the zero border of convolutions. */
  bordered: usize;
  optimizer: i32;
  learningRate: f64;
  beta1: f64;
  beta2: f64;
  eps: f64;
  /** beta1^t and beta2^t after t steps. */
  beta1Power: f64;
  beta2Power: f64;
}

export const LAYER_BYTES: i32 = offsetof<Layer>();
export const NETWORK_BYTES: i32 = offsetof<Network>();
export const CONV2D_SHAPE_BYTES: i32 = offsetof<Conv2dShape>();

export function setNetwork(
  address: usize, // NETWORK_BYTES
  layers: usize,
  layerCount: i32,
  pixels: i32,
  classes: i32,
  tilePacks: i32,
  parameterCount: i32,
  parameters: usize,
  gradients: usize,
  losses: usize,
  small: usize,
  bordered: usize,
): void {
  const network = changetype<Network>(address);
  network.layers = layers;
  network.layerCount = layerCount;
  network.pixels = pixels;
  network.classes = classes;
  network.tilePacks = tilePacks;
  network.parameterCount = parameterCount;
  network.parameters = parameters;
  network.gradients = gradients;
  network.losses = losses;
  network.small = small;
  network.bordered = bordered;
}

export function setSgd(address: usize, learningRate: f64): void {
  const network = changetype<Network>(address);
  network.optimizer = Optimizer.Sgd;
  network.learningRate = learningRate;
}

export function setAdam(
  address: usize,
  firstMoments: usize, // (parameterCount), zeroed
  secondMoments: usize, // (parameterCount), zeroed
  learningRate: f64,
  beta1: f64,
  beta2: f64,
  eps: f64,
): void {
  const network = changetype<Network>(address);
  network.optimizer = Optimizer.Adam;
  network.firstMoments = firstMoments;
  network.secondMoments = secondMoments;
  network.learningRate = learningRate;
  network.beta1 = beta1;
  network.beta2 = beta2;
  network.eps = eps;
  network.beta1Power = 1;
  network.beta2Power = 1;
}

// @ts-ignore: decorator
@inline
function gradientOf(activation: i32): i32 {
  if (activation == ACTIVATION_SIGMOID) return FINISH_SIGMOID_GRADIENT;
  if (activation == ACTIVATION_RELU) return FINISH_RELU_GRADIENT;
  return FINISH_STORE;
}

/** Fills a layer; it is linear until `setConv2d` makes it a convolution. */
export function setLayer(
  address: usize, // LAYER_BYTES
  activation: i32, // ACTIVATION_*
  inputActivation: i32,
  inFeatures: i32,
  outFeatures: i32,
  weight: i32,
  bias: i32,
  packed: usize,
  packedGradient: usize,
  input: usize,
  output: usize,
): void {
  const layer = changetype<Layer>(address);
  layer.kind = LayerKind.Linear;
  layer.activation = activation;
  layer.finishMode = gradientOf(inputActivation);
  layer.inFeatures = inFeatures;
  layer.outFeatures = outFeatures;
  layer.weight = weight;
  layer.bias = bias;
  layer.packed = packed;
  layer.packedGradient = packedGradient;
  layer.input = input;
  layer.output = output;
}

/** Fills a convolution's sizes. */
export function setConv2dShape(
  address: usize, // CONV2D_SHAPE_BYTES
  inChannels: i32,
  inHeight: i32,
  inWidth: i32,
  outChannels: i32,
  outHeight: i32,
  outWidth: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
): void {
  const shape = changetype<Conv2dShape>(address);
  shape.inChannels = inChannels;
  shape.inHeight = inHeight;
  shape.inWidth = inWidth;
  shape.outChannels = outChannels;
  shape.outHeight = outHeight;
  shape.outWidth = outWidth;
  shape.kernelHeight = kernelHeight;
  shape.kernelWidth = kernelWidth;
  shape.strideHeight = strideHeight;
  shape.strideWidth = strideWidth;
}

/** Floats of the zero border that a convolution's input gradient needs; 0 if none. */
export function conv2dBorderFloats(address: usize): i32 {
  const shape = changetype<Conv2dShape>(address);
  if (!shape.bordered) return 0;
  return shape.outChannels * shape.borderedHeight * shape.borderedWidth * 8;
}

/** Gives a layer its convolution and fills the tables. */
export function setConv2d(
  address: usize, // of a layer filled by setLayer
  shapeAddress: usize, // filled by setConv2dShape
  offsets: usize, // (in channels * kernel size) i32
  gradientOffsets: usize, // (out channels * kernel size) i32
  lanes: usize,
): void {
  const layer = changetype<Layer>(address);
  layer.kind = LayerKind.Conv2d;
  layer.shapeAddress = shapeAddress;
  layer.offsets = offsets;
  layer.gradientOffsets = gradientOffsets;
  layer.lanes = lanes;
  conv2dOffsets(offsets, shapeAddress);
  conv2dGradientOffsets(gradientOffsets, shapeAddress);
}

/**
 * A network as the step reads it: plain structs at addresses that the host has planned. The host fills
 * them through the functions below, so that their layout is written down once, here.
 */
import { conv2dOffsets } from '../conv2d/forward';
import { conv2dGradientOffsets } from '../conv2d/inputGradient';
import { pixelOrders } from '../pixel_linear/orders';
import { Conv2dShape } from '../conv2d/shape';
import { BatchNorm } from '../batch_norm/batchNorm';
import { PlaneShape } from '../pool2d/shape';
import { ACTIVATION_RELU, ACTIVATION_SIGMOID } from '../activation/activation';
import { deepSumBytes } from '../matmul/deep';
import { FINISH_RELU_GRADIENT, FINISH_SIGMOID_GRADIENT, FINISH_STORE } from '../matmul/panel';

export enum LayerKind {
  Linear,
  /** The first layer, on the image's bytes: see pixel_linear/. */
  PixelLinear,
  Conv2d,
  Pad2d,
  MaxPool2d,
  AvgPool2d,
  Activation,
  Dropout,
  BatchNorm,
}

export enum Optimizer {
  Sgd,
  SgdMomentum,
  Adam,
  Rmsprop,
}

/** Where a layer has no bias. */
export const NO_BIAS: i32 = -1;

/** One layer. A linear layer or convolution includes the activation that follows it, where it can. */
@unmanaged
export class Layer {
  kind: i32;
  inFeatures: i32;
  outFeatures: i32;
  /** Bytes from the start of a thread's scratch to the activations that come in and go out. */
  input: usize;
  output: usize;
  /** ACTIVATION_*: of an activation, or what is fused into a linear layer or convolution. */
  activation: i32;
  /** How the input gradient is finished: the derivative of the activation fused into the layer below. */
  finishMode: i32;
  /** Negative slope of leaky ReLU, probability of dropout. */
  argument: f64;
  /** Conv2dShape, PlaneShape or BatchNorm, for the layers that have one. */
  details: usize;
  /** Floats from the start of the parameters (and of a gradient shard) to weight and bias. */
  weight: i32;
  bias: i32;
  packed: usize;
  packedGradient: usize;
  /** Of a linear layer on the image. */
  background: usize;
  orders: usize;
  /** Convolutions only, as are the fields after it. */
  offsets: usize;
  gradientOffsets: usize;
  /** Bytes from the start of a thread's scratch to the partial sums of the weight gradient. */
  lanes: usize;
  /**
   * Bytes from the start of a thread's scratch to the spans of a tile's input and output (conv2d/spans.ts):
   * of the convolutions that begin a network, else 0.
   */
  inputSpans: usize;
  outputSpans: usize;

  /** Where the spans of its output are, or 0 if it has none. */
  @inline
  outputSpansIn(scratch: usize): usize {
    return this.outputSpans ? scratch + this.outputSpans : 0;
  }


  @inline
  get shape(): Conv2dShape {
    return changetype<Conv2dShape>(this.details);
  }


  @inline
  get plane(): PlaneShape {
    return changetype<PlaneShape>(this.details);
  }


  @inline
  get batchNorm(): BatchNorm {
    return changetype<BatchNorm>(this.details);
  }
}


@unmanaged
export class Network {
  layers: usize;
  layerCount: i32;
  pixels: i32;
  classes: i32;
  /** The first layer with parameters: gradients are needed down to there. */
  firstTrained: i32;
  /** (segmentCount + 1) i32: a segment's first layer, and the end. All but the first begin with batch norm. */
  segments: usize;
  segmentCount: i32;
  /** Packs of a tile: what goes through the whole network at a time. */
  tilePacks: i32;
  /** Floats of all parameters, each tensor padded to a multiple of 4. */
  parameterCount: i32;
  parameters: usize;
  /** (shards, parameterCount) */
  gradients: usize;
  /** (shards) f64, sums of losses. */
  losses: usize;
  /** (parameterCount) each, if the optimiser has them: momentum buffer or m, and v. */
  firstMoments: usize;
  secondMoments: usize;
  /** Bytes from the start of a thread's scratch to labels and small vectors, 128 bytes. */
  small: usize;
  /** Bytes from the start of a thread's scratch to what a layer may use while it is at work. */
  temporary: usize;
  /** Random numbers of dropout: see dropout.ts. */
  seed: u32;
  stream: u32;
  /** Training steps done. */
  step: u32;
  optimizer: i32;
  learningRate: f64;
  weightDecay: f64;
  /** AdamW: the decay shrinks the weights instead of adding to the gradient. */
  decoupled: bool;
  nesterov: bool;
  /** Also the momentum of SGD and RMSprop. */
  beta1: f64;
  /** Also RMSprop's alpha. */
  beta2: f64;
  eps: f64;
  /** beta1^t and beta2^t after t steps. */
  beta1Power: f64;
  beta2Power: f64;
}

export const LAYER_BYTES: i32 = offsetof<Layer>();
export const NETWORK_BYTES: i32 = offsetof<Network>();
export const CONV2D_SHAPE_BYTES: i32 = offsetof<Conv2dShape>();
export const PLANE_SHAPE_BYTES: i32 = offsetof<PlaneShape>();
export const BATCH_NORM_BYTES: i32 = offsetof<BatchNorm>();

export const KIND_LINEAR: i32 = LayerKind.Linear;
export const KIND_PIXEL_LINEAR: i32 = LayerKind.PixelLinear;
export const KIND_CONV2D: i32 = LayerKind.Conv2d;
export const KIND_PAD2D: i32 = LayerKind.Pad2d;
export const KIND_MAX_POOL2D: i32 = LayerKind.MaxPool2d;
export const KIND_AVG_POOL2D: i32 = LayerKind.AvgPool2d;
export const KIND_ACTIVATION: i32 = LayerKind.Activation;
export const KIND_DROPOUT: i32 = LayerKind.Dropout;
export const KIND_BATCH_NORM: i32 = LayerKind.BatchNorm;

export function setNetwork(
  address: usize, // NETWORK_BYTES
  layers: usize,
  layerCount: i32,
  firstTrained: i32,
  segments: usize,
  segmentCount: i32,
  pixels: i32,
  classes: i32,
  tilePacks: i32,
  parameterCount: i32,
  parameters: usize,
  gradients: usize,
  losses: usize,
  small: usize,
  temporary: usize,
): void {
  const network = changetype<Network>(address);
  network.layers = layers;
  network.layerCount = layerCount;
  network.firstTrained = firstTrained;
  network.segments = segments;
  network.segmentCount = segmentCount;
  network.pixels = pixels;
  network.classes = classes;
  network.tilePacks = tilePacks;
  network.parameterCount = parameterCount;
  network.parameters = parameters;
  network.gradients = gradients;
  network.losses = losses;
  network.small = small;
  network.temporary = temporary;
}

/** Says where the network's random numbers come from. */
export function setRandom(address: usize, seed: u32, stream: u32): void {
  const network = changetype<Network>(address);
  network.seed = seed;
  network.stream = stream;
}

/** The learning rate from the next step on. */
export function setLearningRate(address: usize, learningRate: f64): void {
  changetype<Network>(address).learningRate = learningRate;
}

export function setSgd(
  address: usize,
  velocity: usize, // (parameterCount), zeroed; 0 without momentum and weight decay
  momentum: f64,
  nesterov: bool,
  weightDecay: f64,
): void {
  const network = changetype<Network>(address);
  network.optimizer = velocity ? Optimizer.SgdMomentum : Optimizer.Sgd;
  network.firstMoments = velocity;
  network.beta1 = momentum;
  network.nesterov = nesterov;
  network.weightDecay = weightDecay;
}

export function setAdam(
  address: usize,
  firstMoments: usize, // (parameterCount), zeroed
  secondMoments: usize, // (parameterCount), zeroed
  beta1: f64,
  beta2: f64,
  eps: f64,
  weightDecay: f64,
  decoupled: bool,
): void {
  const network = changetype<Network>(address);
  network.optimizer = Optimizer.Adam;
  network.firstMoments = firstMoments;
  network.secondMoments = secondMoments;
  network.beta1 = beta1;
  network.beta2 = beta2;
  network.eps = eps;
  network.weightDecay = weightDecay;
  network.decoupled = decoupled;
  network.beta1Power = 1;
  network.beta2Power = 1;
}

export function setRmsprop(
  address: usize,
  velocity: usize, // (parameterCount), zeroed
  squares: usize, // (parameterCount), zeroed
  alpha: f64,
  eps: f64,
  momentum: f64,
  weightDecay: f64,
): void {
  const network = changetype<Network>(address);
  network.optimizer = Optimizer.Rmsprop;
  network.firstMoments = velocity;
  network.secondMoments = squares;
  network.beta2 = alpha;
  network.eps = eps;
  network.beta1 = momentum;
  network.weightDecay = weightDecay;
}

// @ts-ignore: decorator
@inline
function gradientOf(activation: i32): i32 {
  if (activation == ACTIVATION_SIGMOID) return FINISH_SIGMOID_GRADIENT;
  if (activation == ACTIVATION_RELU) return FINISH_RELU_GRADIENT;
  return FINISH_STORE;
}

/** Fills what every layer has; the functions below add what its kind needs. */
export function setLayer(
  address: usize, // LAYER_BYTES
  kind: i32,
  inFeatures: i32,
  outFeatures: i32,
  input: usize,
  output: usize,
): void {
  const layer = changetype<Layer>(address);
  layer.kind = kind;
  layer.inFeatures = inFeatures;
  layer.outFeatures = outFeatures;
  layer.input = input;
  layer.output = output;
}

/** Of an activation or a dropout. */
export function setArgument(
  address: usize, // of a layer filled by setLayer
  activation: i32, // ACTIVATION_*
  argument: f64,
): void {
  const layer = changetype<Layer>(address);
  layer.activation = activation;
  layer.argument = argument;
}

/** Of a linear layer or a convolution. */
export function setWeighted(
  address: usize, // of a layer filled by setLayer
  activation: i32, // ACTIVATION_NONE, _SIGMOID or _RELU
  inputActivation: i32, // the one fused into the layer below
  weight: i32,
  bias: i32, // or NO_BIAS
  packed: usize,
  packedGradient: usize,
): void {
  const layer = changetype<Layer>(address);
  layer.activation = activation;
  layer.finishMode = gradientOf(inputActivation);
  layer.weight = weight;
  layer.bias = bias;
  layer.packed = packed;
  layer.packedGradient = packedGradient;
}

/** Of a linear layer on the image; fills its table. */
export function setPixelLinear(
  address: usize, // of a layer filled by setLayer
  activation: i32, // ACTIVATION_NONE, _SIGMOID or _RELU
  weight: i32,
  bias: i32, // or NO_BIAS
  background: usize, // (stride)
  orders: usize, // PIXEL_ORDER_BYTES, zero
): void {
  const layer = changetype<Layer>(address);
  layer.activation = activation;
  layer.weight = weight;
  layer.bias = bias;
  layer.background = background;
  layer.orders = orders;
  pixelOrders(orders);
}

/** Of a pooling layer, or of padding, which has no kernel and no stride. */
export function setPlane(
  address: usize, // of a layer filled by setLayer
  shapeAddress: usize, // PLANE_SHAPE_BYTES
  channels: i32,
  inHeight: i32,
  inWidth: i32,
  outHeight: i32,
  outWidth: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  paddingHeight: i32,
  paddingWidth: i32,
): void {
  changetype<Layer>(address).details = shapeAddress;
  const shape = changetype<PlaneShape>(shapeAddress);
  shape.channels = channels;
  shape.inHeight = inHeight;
  shape.inWidth = inWidth;
  shape.outHeight = outHeight;
  shape.outWidth = outWidth;
  shape.kernelHeight = kernelHeight;
  shape.kernelWidth = kernelWidth;
  shape.strideHeight = strideHeight;
  shape.strideWidth = strideWidth;
  shape.paddingHeight = paddingHeight;
  shape.paddingWidth = paddingWidth;
}

export function setBatchNorm(
  address: usize, // of a layer filled by setLayer
  batchNormAddress: usize, // BATCH_NORM_BYTES
  channels: i32,
  pixels: i32,
  eps: f64,
  momentum: f64,
  weight: i32,
  bias: i32,
  running: usize, // (2, channels): mean and variance
  stored: usize, // (packs of a batch, channels, pixels, 8)
  storedGradient: usize, // (packs of a batch, channels, pixels, 8)
  sums: usize, // (2, shards, channels, 2) f64
  statistics: usize, // bytes from the start of a thread's scratch to (4, channels)
  shards: i32,
): void {
  const layer = changetype<Layer>(address);
  layer.details = batchNormAddress;
  layer.weight = weight;
  layer.bias = bias;
  const norm = changetype<BatchNorm>(batchNormAddress);
  const row = (<usize>channels) << 2;
  norm.channels = channels;
  norm.pixels = pixels;
  norm.eps = eps;
  norm.momentum = momentum;
  norm.runningMean = running;
  norm.runningVariance = running + row;
  norm.stored = stored;
  norm.storedGradient = storedGradient;
  norm.sums = sums;
  norm.gradientSums = sums + ((<usize>(shards * channels)) << 4);
  norm.statistics = statistics;
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

/** Floats that a convolution's input gradient needs while it is at work: a border of zeros, spans, and sums. */
export function conv2dGradientFloats(address: usize): i32 {
  const shape = changetype<Conv2dShape>(address);
  return shape.borderFloats + shape.inHeight * 2 + <i32>(deepSumBytes(shape.inWidth) >> 2);
}

/** Of a convolution; fills its tables. */
export function setConv2d(
  address: usize, // of a layer filled by setLayer
  shapeAddress: usize, // filled by setConv2dShape
  offsets: usize, // (in channels * kernel size) i32
  gradientOffsets: usize, // (out channels * kernel size) i32
  lanes: usize,
  inputSpans: usize, // (packs of a tile, inHeight, 2) i32, as outputSpans, or 0 for none
  outputSpans: usize,
): void {
  const layer = changetype<Layer>(address);
  layer.details = shapeAddress;
  layer.offsets = offsets;
  layer.gradientOffsets = gradientOffsets;
  layer.lanes = lanes;
  layer.inputSpans = inputSpans;
  layer.outputSpans = outputSpans;
  conv2dOffsets(offsets, shapeAddress);
  conv2dGradientOffsets(gradientOffsets, shapeAddress);
}

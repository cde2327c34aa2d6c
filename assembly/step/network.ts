/**
 * A network as the step reads it: plain structs at addresses that the host has planned, and fills field by
 * field: see fields.ts.
 */
import { Conv2dShape } from '../conv2d/shape';
import { BatchNorm } from '../batch_norm/batch_norm';
import { PlaneShape } from '../pool2d/shape';
import { ACTIVATION_RELU, ACTIVATION_SIGMOID } from '../activation/activation';
import { PANEL_SUM_BYTES } from '../matmul/panel';
import { FINISH_RELU_GRADIENT, FINISH_SIGMOID_GRADIENT, FINISH_STORE } from '../matmul/panel';

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
  /** The background and its orders: a linear layer on the image only. */
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
  /** What bytes count as: gather/normalization.ts. */
  normalization: usize;
  /** How training varies images (augment/settings.ts), or 0 where it does not. */
  augment: usize;
  /** Bytes from the start of a thread's scratch to a tile of varied images, their indices, and room to make them. */
  varied: usize;
  variedIndices: usize;
  augmentWork: usize;
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
  /** (classes) f32 that the loss of an image counts by; 0: all count the same. */
  classWeights: usize;
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
  decoupled: i32;
  nesterov: i32;
  /** Also the momentum of SGD and RMSprop, and Adagrad's decay of the learning rate. */
  beta1: f64;
  /** Also RMSprop's alpha and Adadelta's rho. */
  beta2: f64;
  eps: f64;
  /** NAdam's momentum decay: mu_t = beta1 (1 - 0.96^(t momentumDecay) / 2). */
  momentumDecay: f64;
  /** beta1^t (of NAdam: mu_1 … mu_t) and beta2^t after t steps; 1 before the first. */
  beta1Power: f64;
  beta2Power: f64;

  /** NAdam's momentum of a step, from 1. */
  @inline
  nadamMomentum(step: f64): f64 {
    return this.beta1 * (1 - 0.5 * Math.pow(0.96, step * this.momentumDecay));
  }
}

/** The learning rate from the next step on. */
export function setLearningRate(address: usize, learningRate: f64): void {
  changetype<Network>(address).learningRate = learningRate;
}

/** How an input gradient is finished where an activation is fused into the layer below. */
export function finishModeOf(activation: i32): i32 {
  if (activation == ACTIVATION_SIGMOID) return FINISH_SIGMOID_GRADIENT;
  if (activation == ACTIVATION_RELU) return FINISH_RELU_GRADIENT;
  return FINISH_STORE;
}

/** Floats that a convolution's input gradient needs while it is at work: a border of zeros, spans, and sums. */
export function conv2dGradientFloats(address: usize): i32 {
  const shape = changetype<Conv2dShape>(address);
  return shape.borderFloats + shape.inHeight * 2 + <i32>(PANEL_SUM_BYTES >> 2);
}

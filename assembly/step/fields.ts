/**
 * What the host names when it fills structs: kinds of layers and optimisers, how long each struct is, and where its
 * fields are, in bytes from its start. The host writes fields by these names (extension/kernels/structs.ts), so that a struct is
 * laid out in one place, its class. A field that is a float64 says so in its name; all others are 32-bit integers
 * or addresses.
 */
import { Augment } from '../augment/settings';
import { BatchNorm } from '../batch_norm/batch_norm';
import { Conv2dShape } from '../conv2d/shape';
import { LayerNorm } from '../layer_norm/layer_norm';
import { PlaneShape } from '../pool2d/shape';
import { Layer, Network } from './network';

export enum LayerKind {
  Linear,
  /** The first layer, on the image's bytes: see pixel_linear/. */
  PixelLinear,
  Conv2d,
  Pad2d,
  MaxPool2d,
  AvgPool2d,
  AdaptiveAvgPool2d,
  Activation,
  Dropout,
  BatchNorm,
  LayerNorm,
}

export enum Optimizer {
  Sgd,
  SgdMomentum,
  Adam,
  Rmsprop,
  Adagrad,
  Adadelta,
  Nadam,
}

export const OPTIMIZER_SGD: i32 = Optimizer.Sgd;
export const OPTIMIZER_SGD_MOMENTUM: i32 = Optimizer.SgdMomentum;
export const OPTIMIZER_ADAM: i32 = Optimizer.Adam;
export const OPTIMIZER_RMSPROP: i32 = Optimizer.Rmsprop;
export const OPTIMIZER_ADAGRAD: i32 = Optimizer.Adagrad;
export const OPTIMIZER_ADADELTA: i32 = Optimizer.Adadelta;
export const OPTIMIZER_NADAM: i32 = Optimizer.Nadam;

export const KIND_LINEAR: i32 = LayerKind.Linear;
export const KIND_PIXEL_LINEAR: i32 = LayerKind.PixelLinear;
export const KIND_CONV2D: i32 = LayerKind.Conv2d;
export const KIND_PAD2D: i32 = LayerKind.Pad2d;
export const KIND_MAX_POOL2D: i32 = LayerKind.MaxPool2d;
export const KIND_AVG_POOL2D: i32 = LayerKind.AvgPool2d;
export const KIND_ADAPTIVE_AVG_POOL2D: i32 = LayerKind.AdaptiveAvgPool2d;
export const KIND_ACTIVATION: i32 = LayerKind.Activation;
export const KIND_DROPOUT: i32 = LayerKind.Dropout;
export const KIND_BATCH_NORM: i32 = LayerKind.BatchNorm;
export const KIND_LAYER_NORM: i32 = LayerKind.LayerNorm;

export const LAYER_BYTES: i32 = offsetof<Layer>();
export const layer_kind: i32 = offsetof<Layer>('kind');
export const layer_inFeatures: i32 = offsetof<Layer>('inFeatures');
export const layer_outFeatures: i32 = offsetof<Layer>('outFeatures');
export const layer_input: i32 = offsetof<Layer>('input');
export const layer_output: i32 = offsetof<Layer>('output');
export const layer_activation: i32 = offsetof<Layer>('activation');
export const layer_finishMode: i32 = offsetof<Layer>('finishMode');
export const layer_argument_f64: i32 = offsetof<Layer>('argument');
export const layer_details: i32 = offsetof<Layer>('details');
export const layer_weight: i32 = offsetof<Layer>('weight');
export const layer_bias: i32 = offsetof<Layer>('bias');
export const layer_packed: i32 = offsetof<Layer>('packed');
export const layer_packedGradient: i32 = offsetof<Layer>('packedGradient');
export const layer_background: i32 = offsetof<Layer>('background');
export const layer_orders: i32 = offsetof<Layer>('orders');
export const layer_offsets: i32 = offsetof<Layer>('offsets');
export const layer_gradientOffsets: i32 = offsetof<Layer>('gradientOffsets');
export const layer_lanes: i32 = offsetof<Layer>('lanes');
export const layer_inputSpans: i32 = offsetof<Layer>('inputSpans');
export const layer_outputSpans: i32 = offsetof<Layer>('outputSpans');

export const NETWORK_BYTES: i32 = offsetof<Network>();
export const network_layers: i32 = offsetof<Network>('layers');
export const network_layerCount: i32 = offsetof<Network>('layerCount');
export const network_pixels: i32 = offsetof<Network>('pixels');
export const network_normalization: i32 = offsetof<Network>('normalization');
export const network_augment: i32 = offsetof<Network>('augment');
export const network_varied: i32 = offsetof<Network>('varied');
export const network_variedIndices: i32 = offsetof<Network>('variedIndices');
export const network_augmentWork: i32 = offsetof<Network>('augmentWork');
export const network_classes: i32 = offsetof<Network>('classes');
export const network_firstTrained: i32 = offsetof<Network>('firstTrained');
export const network_segments: i32 = offsetof<Network>('segments');
export const network_segmentCount: i32 = offsetof<Network>('segmentCount');
export const network_tilePacks: i32 = offsetof<Network>('tilePacks');
export const network_parameterCount: i32 = offsetof<Network>('parameterCount');
export const network_parameters: i32 = offsetof<Network>('parameters');
export const network_gradients: i32 = offsetof<Network>('gradients');
export const network_classWeights: i32 = offsetof<Network>('classWeights');
export const network_losses: i32 = offsetof<Network>('losses');
export const network_firstMoments: i32 = offsetof<Network>('firstMoments');
export const network_secondMoments: i32 = offsetof<Network>('secondMoments');
export const network_small: i32 = offsetof<Network>('small');
export const network_temporary: i32 = offsetof<Network>('temporary');
export const network_seed: i32 = offsetof<Network>('seed');
export const network_stream: i32 = offsetof<Network>('stream');
export const network_step: i32 = offsetof<Network>('step');
export const network_optimizer: i32 = offsetof<Network>('optimizer');
export const network_learningRate_f64: i32 = offsetof<Network>('learningRate');
export const network_weightDecay_f64: i32 = offsetof<Network>('weightDecay');
export const network_decoupled: i32 = offsetof<Network>('decoupled');
export const network_nesterov: i32 = offsetof<Network>('nesterov');
export const network_beta1_f64: i32 = offsetof<Network>('beta1');
export const network_beta2_f64: i32 = offsetof<Network>('beta2');
export const network_eps_f64: i32 = offsetof<Network>('eps');
export const network_momentumDecay_f64: i32 = offsetof<Network>('momentumDecay');
export const network_beta1Power_f64: i32 = offsetof<Network>('beta1Power');
export const network_beta2Power_f64: i32 = offsetof<Network>('beta2Power');

export const CONV2D_SHAPE_BYTES: i32 = offsetof<Conv2dShape>();
export const conv2dShape_inChannels: i32 = offsetof<Conv2dShape>('inChannels');
export const conv2dShape_inHeight: i32 = offsetof<Conv2dShape>('inHeight');
export const conv2dShape_inWidth: i32 = offsetof<Conv2dShape>('inWidth');
export const conv2dShape_outChannels: i32 = offsetof<Conv2dShape>('outChannels');
export const conv2dShape_outHeight: i32 = offsetof<Conv2dShape>('outHeight');
export const conv2dShape_outWidth: i32 = offsetof<Conv2dShape>('outWidth');
export const conv2dShape_kernelHeight: i32 = offsetof<Conv2dShape>('kernelHeight');
export const conv2dShape_kernelWidth: i32 = offsetof<Conv2dShape>('kernelWidth');
export const conv2dShape_strideHeight: i32 = offsetof<Conv2dShape>('strideHeight');
export const conv2dShape_strideWidth: i32 = offsetof<Conv2dShape>('strideWidth');

export const PLANE_SHAPE_BYTES: i32 = offsetof<PlaneShape>();
export const planeShape_channels: i32 = offsetof<PlaneShape>('channels');
export const planeShape_inHeight: i32 = offsetof<PlaneShape>('inHeight');
export const planeShape_inWidth: i32 = offsetof<PlaneShape>('inWidth');
export const planeShape_outHeight: i32 = offsetof<PlaneShape>('outHeight');
export const planeShape_outWidth: i32 = offsetof<PlaneShape>('outWidth');
export const planeShape_kernelHeight: i32 = offsetof<PlaneShape>('kernelHeight');
export const planeShape_kernelWidth: i32 = offsetof<PlaneShape>('kernelWidth');
export const planeShape_strideHeight: i32 = offsetof<PlaneShape>('strideHeight');
export const planeShape_strideWidth: i32 = offsetof<PlaneShape>('strideWidth');
export const planeShape_paddingHeight: i32 = offsetof<PlaneShape>('paddingHeight');
export const planeShape_paddingWidth: i32 = offsetof<PlaneShape>('paddingWidth');

export const BATCH_NORM_BYTES: i32 = offsetof<BatchNorm>();
export const batchNorm_channels: i32 = offsetof<BatchNorm>('channels');
export const batchNorm_pixels: i32 = offsetof<BatchNorm>('pixels');
export const batchNorm_eps_f64: i32 = offsetof<BatchNorm>('eps');
export const batchNorm_momentum_f64: i32 = offsetof<BatchNorm>('momentum');
export const batchNorm_runningMean: i32 = offsetof<BatchNorm>('runningMean');
export const batchNorm_runningVariance: i32 = offsetof<BatchNorm>('runningVariance');
export const batchNorm_stored: i32 = offsetof<BatchNorm>('stored');
export const batchNorm_storedGradient: i32 = offsetof<BatchNorm>('storedGradient');
export const batchNorm_sums: i32 = offsetof<BatchNorm>('sums');
export const batchNorm_gradientSums: i32 = offsetof<BatchNorm>('gradientSums');
export const batchNorm_statistics: i32 = offsetof<BatchNorm>('statistics');

export const AUGMENT_BYTES: i32 = offsetof<Augment>();
export const augment_channels: i32 = offsetof<Augment>('channels');
export const augment_height: i32 = offsetof<Augment>('height');
export const augment_width: i32 = offsetof<Augment>('width');
export const augment_seed: i32 = offsetof<Augment>('seed');
export const augment_degrees_f64: i32 = offsetof<Augment>('degrees');
export const augment_shear_f64: i32 = offsetof<Augment>('shear');
export const augment_shiftX_f64: i32 = offsetof<Augment>('shiftX');
export const augment_shiftY_f64: i32 = offsetof<Augment>('shiftY');
export const augment_scaleFrom_f64: i32 = offsetof<Augment>('scaleFrom');
export const augment_scaleTo_f64: i32 = offsetof<Augment>('scaleTo');
export const augment_flip_f64: i32 = offsetof<Augment>('flip');
export const augment_alpha_f64: i32 = offsetof<Augment>('alpha');
export const augment_radius: i32 = offsetof<Augment>('radius');
export const augment_gaussian: i32 = offsetof<Augment>('gaussian');
export const augment_erasing_f64: i32 = offsetof<Augment>('erasing');
export const augment_areaFrom_f64: i32 = offsetof<Augment>('areaFrom');
export const augment_areaTo_f64: i32 = offsetof<Augment>('areaTo');
export const augment_ratioFrom_f64: i32 = offsetof<Augment>('ratioFrom');
export const augment_ratioTo_f64: i32 = offsetof<Augment>('ratioTo');

export const LAYER_NORM_BYTES: i32 = offsetof<LayerNorm>();
export const layerNorm_size: i32 = offsetof<LayerNorm>('size');
export const layerNorm_eps_f64: i32 = offsetof<LayerNorm>('eps');
export const layerNorm_statistics: i32 = offsetof<LayerNorm>('statistics');

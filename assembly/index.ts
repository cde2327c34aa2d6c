/**
 * All that the host can call. Pointers and sizes in, numbers out: no allocation, no strings, no
 * JavaScript objects. See README.md for how the pieces fit together.
 */
export { multiplyPanel, multiplyPanelIndirect, panelCount, panelStart } from './matmul/panel';
export { dotLanes, dotPack, dotRows, sumPlaces, sumRow } from './matmul/dot';
export { packPanels } from './matmul/pack';
export {
  linearForward,
  linearInputGradient,
  linearWeightGradient,
  linearWorkBytes,
} from './linear/linear';
export {
  pixelBackground,
  pixelPackWeights,
  pixelUnpackWeights,
  pixelWeightFloats,
} from './pixel_linear/weights';
export { pixelListBytes, pixelLists } from './pixel_linear/lists';
export { PIXEL_ORDER_BYTES, pixelOrders } from './pixel_linear/orders';
export { pixelForward, pixelWeightGradient, pixelWorkBytes } from './pixel_linear/pixel_linear';
export { conv2dForward, conv2dOffsets } from './conv2d/forward';
export {
  conv2dGradientOffsets,
  conv2dInputGradient,
  conv2dPackGradient,
} from './conv2d/input_gradient';
export { conv2dSpans, imageSpans } from './conv2d/spans';
export {
  conv2dLaneBytes,
  conv2dReduceLanes,
  conv2dWeightGradient,
  conv2dWorkBytes,
} from './conv2d/weight_gradient';
export {
  ACTIVATION_GELU,
  ACTIVATION_LEAKY_RELU,
  ACTIVATION_NONE,
  ACTIVATION_RELU,
  ACTIVATION_SIGMOID,
  ACTIVATION_SILU,
  ACTIVATION_TANH,
  reluForward,
} from './activation/activation';
export { sigmoidForward } from './activation/sigmoid';
export { activationLayerBackward, activationLayerForward } from './activation/layer';
export { adaptiveAvgPool2dBackward, adaptiveAvgPool2dForward } from './pool2d/adaptive';
export { pad2dBackward, pad2dForward } from './pool2d/pad';
export {
  avgPool2dBackward,
  avgPool2dForward,
  maxPool2dBackward,
  maxPool2dForward,
} from './pool2d/pool2d';
export {
  batchNormCollect,
  batchNormCollectGradient,
  batchNormForward,
  batchNormGradientStatistics,
  batchNormInputGradient,
  batchNormRunning,
  batchNormStatistics,
} from './batch_norm/batch_norm';
export {
  layerNormForward,
  layerNormInputGradient,
  layerNormWeightGradient,
} from './layer_norm/layer_norm';
export { dropoutPack } from './dropout/dropout';
export { crossEntropy, weightedCrossEntropy } from './loss/softmax';
export * from './optimizer/optimizer';
export { normal, philox4x32, uniform } from './random/philox';
export { gatherLabels, gatherPack } from './gather/gather';
export { normalizationBytes } from './gather/normalization';
export { augmentImage, augmentWorkBytes } from './augment/augment';
export { orderBatch, orderBytes, orderKeys } from './gather/order';
export { conv2dGradientFloats, finishModeOf, NO_BIAS, setLearningRate } from './step/network';
// Kinds and structs: `export *`, so that a new one is written once.
export * from './step/fields';
export { MAXIMUM_SHARDS, shardCount } from './step/shard';
export { packWeights } from './step/tile';
export { CONTROL_BYTES } from './step/control';
export {
  batchOrderBytes,
  batchWeight,
  exit,
  fail,
  gradients,
  predict,
  predictTileHere,
  serve,
  setBatch,
  setThreads,
  trainStep,
} from './step/step';

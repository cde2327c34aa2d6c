import { argmax } from '#shared/argmax';

/**
 * What logits, the outputs of a network's last layer, say of an image. Float64, and from the logits themselves: of
 * float32 probabilities many are equal where logits differ, and those of wrong answers may be 0.
 */

/**
 * The class that a network takes an image for: the one of the largest logit.
 *
 * @param logits (count, classes), row after row
 */
export function predictedClass(logits: Float32Array, image: number, classes: number): number {
  return argmax(rowOf(logits, image, classes));
}

/** Softmax of one image's logits. All of them are NaN if the network has diverged. */
export function probabilitiesOf(logits: Float32Array): number[] {
  const { largest, sum } = exponentials(logits);
  return Array.from(logits, (logit) => Math.exp(logit - largest) / sum);
}

/**
 * Cross-entropy of one image's logits with its label: however sure a network is of something wrong, the loss is as
 * large as that. NaN or infinite if the network has diverged.
 */
export function crossEntropyOf(logits: Float32Array, label: number): number {
  const { largest, sum } = exponentials(logits);
  return largest - logits[label]! + Math.log(sum);
}

/** Row of one image. */
export function rowOf(logits: Float32Array, image: number, classes: number): Float32Array {
  return logits.subarray(image * classes, (image + 1) * classes);
}

/** Sum of exp(logit - largest), which cannot overflow. */
function exponentials(logits: Float32Array): { largest: number; sum: number } {
  const largest = Math.max(...logits);
  return { largest, sum: logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0) };
}

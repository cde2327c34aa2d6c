import { useRef } from 'preact/hooks';
import type { PreparedPicture } from '#shared/protocol/questions';
import { DigitPicture } from '../../render/digit';
import type { ImageShape } from '#shared/image-shape';
import { Button } from '../../toolkit';
import { strings } from './strings';
import type { OwnPictureControl } from './use-own-picture';

const TYPES = 'image/png,image/jpeg,image/gif,image/bmp,image/webp';

interface OwnPictureProps {
  readonly own: OwnPictureControl;
  readonly shape: ImageShape;
}

/** A picture of the person's own, before and after it was prepared, and where to put another. */
export function OwnPictureView({ own: { picture, dragging, show }, shape }: OwnPictureProps) {
  const input = useRef<HTMLInputElement>(null);
  const prepared = picture?.prepared ?? null;
  const error = picture?.error ?? null;
  return (
    <div class={`own-picture ${dragging ? 'dragging' : ''}`}>
      {prepared === null ? (
        <p class="quiet own-picture-hint">
          {picture === null || error !== null ? strings.dropHint : strings.preparing}
        </p>
      ) : (
        <BeforeAndAfter name={picture!.name} prepared={prepared} shape={shape} />
      )}
      {error !== null && (
        <p class="notice" role="alert">
          {error.message}
        </p>
      )}
      <Button
        label={strings.choosePicture}
        title={strings.choosePictureHint}
        onClick={() => {
          input.current!.click();
        }}
      />
      <input
        ref={input}
        type="file"
        accept={TYPES}
        hidden
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file !== undefined) show(file);
          // So that the same file can be chosen again once it has changed.
          currentTarget.value = '';
        }}
      />
    </div>
  );
}

interface BeforeAndAfterProps {
  readonly name: string;
  readonly prepared: PreparedPicture;
  readonly shape: ImageShape;
}

function BeforeAndAfter({ name, prepared, shape }: BeforeAndAfterProps) {
  const { original, pixels, steps } = prepared;
  const [, height, width] = shape;
  return (
    <>
      <div class="before-and-after">
        <figure class="before">
          <DigitPicture
            pixels={original.pixels}
            shape={original.shape}
            label={strings.beforeLabel(name)}
          />
          <figcaption class="quiet">{strings.ownPicture}</figcaption>
        </figure>
        <span class="quiet" aria-hidden="true">
          →
        </span>
        <figure class="after">
          <DigitPicture pixels={pixels} shape={shape} label={strings.afterLabel} />
          <figcaption class="quiet">{strings.asSeen}</figcaption>
        </figure>
      </div>
      <ul class="quiet steps">
        {stepsInWords(steps).map((step) => (
          <li key={step}>{step}</li>
        ))}
        <li>{strings.asSeenSize(height, width)}</li>
      </ul>
    </>
  );
}

function stepsInWords({ inverted, paperRemoved, centred }: PreparedPicture['steps']): string[] {
  return [
    ...(paperRemoved ? [strings.paperRemoved] : []),
    ...(inverted ? [strings.inverted] : []),
    centred === null
      ? strings.takenWhole
      : centred === 'mass'
        ? strings.centredByMass
        : strings.centredByBox,
  ];
}

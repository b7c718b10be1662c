/**
 * What the calls of Application Auto Scaling need permission for. What they describe is no resource. A target that is
 * not registered yet has no id: it is `scalable-target/*`.
 * AWS: "Actions, resources, and condition keys for AWS Application Auto Scaling".
 */
import type { AccessOf, AccessTable } from '../../service.js';
import type { Access, Place } from '../peers.js';
import { accountKey, type Records, type TargetRecord } from './records.js';

/** What the members of a request may be that say what it is about. */
interface Subject {
  readonly ServiceNamespace?: string | undefined;
  readonly ResourceId?: string | undefined;
  readonly ScalableDimension?: string | undefined;
  readonly ResourceARN?: string | undefined;
  readonly Tags?: object | undefined;
}

export function accessTable({ targets }: Pick<Records, 'targets'>): AccessTable {
  const find = (place: Place, fits: (target: TargetRecord) => boolean): TargetRecord | undefined =>
    [...targets.list(accountKey(place))].map(({ value }) => value).find(fits);

  const onTarget: (operation: string) => AccessOf<Subject> = (operation) => (input, place) => {
    const target = find(
      place,
      ({ resourceId, dimension }) => resourceId === input.ResourceId && dimension === input.ScalableDimension,
    );
    return [needed(operation, target?.arn ?? anyTarget(place), input, target)];
  };

  const onArn: (operation: string) => AccessOf<Subject> = (operation) => (input, place) => [
    needed(
      operation,
      input.ResourceARN ?? '*',
      input,
      find(place, ({ arn }) => arn === input.ResourceARN),
    ),
  ];

  return {
    // Tags on registration are tagging. AWS: "Tagging support for Application Auto Scaling".
    RegisterScalableTarget: (input: Subject, place) => [
      ...onTarget('RegisterScalableTarget')(input, place),
      ...(input.Tags === undefined ? [] : onTarget('TagResource')(input, place)),
    ],
    DeregisterScalableTarget: onTarget('DeregisterScalableTarget'),
    PutScalingPolicy: onTarget('PutScalingPolicy'),
    DeleteScalingPolicy: onTarget('DeleteScalingPolicy'),
    TagResource: onArn('TagResource'),
    UntagResource: onArn('UntagResource'),
    ListTagsForResource: onArn('ListTagsForResource'),
  };
}

function anyTarget({ account, region }: Place): string {
  return `arn:aws:application-autoscaling:${region}:${account}:scalable-target/*`;
}

function needed(
  operation: string,
  resource: string,
  input: Subject,
  target: TargetRecord | undefined,
): Access {
  const namespace = input.ServiceNamespace ?? (target && 'dynamodb');
  const dimension = input.ScalableDimension ?? target?.dimension;
  return {
    action: `application-autoscaling:${operation}`,
    resource,
    conditions: {
      ...(namespace === undefined ? {} : { 'application-autoscaling:service-namespace': namespace }),
      ...(dimension === undefined ? {} : { 'application-autoscaling:scalable-dimension': dimension }),
    },
  };
}

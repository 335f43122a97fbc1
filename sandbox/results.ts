import { randomUUID } from 'node:crypto';
import { notFound } from './apiError';
import { resultAsSeen } from './asSeen/results';
import type { Deliveries, Parcel } from './deliveries';
import { merge, objectAt, textAt, type JsonObject } from './json';
import type { Outstanding } from './outstanding';
import type { CreatedResource, ResourceDescription, ResultPlan, World } from './resources/resource';
import type { Settings } from './settings';
import type { ApiVersion } from './validation';

/** How the result of a create turns out and how it is told. */
export interface NextResult extends ResultPlan {
  /** Only for creates of this JSON:API type. Default: the next one of any type. */
  type?: string;
  /** From the create to the result; default the setting's `resultDelayMs`. */
  delayMs?: number;
  /**
   * How the callback travels. `early`: before the 201 is answered. `forged-then-real`: first one
   * with a wrong signature and the opposite outcome.
   */
  callback?: 'deliver' | 'lose' | 'duplicate' | 'early' | 'forged-then-real';
}

/** Everything that was created, and the results that follow. */
export class Results {
  private readonly created = new Map<string, CreatedResource>();
  private readonly descriptions = new Map<string, ResourceDescription>();
  private readonly texts = new Map<string, string>();
  private planned: NextResult[] = [];

  constructor(
    private readonly baseUrl: () => string,
    private readonly world: World,
    private readonly settings: Settings,
    private readonly deliveries: Deliveries,
    private readonly outstanding: Outstanding,
  ) {}

  /** Queues how the result of the next matching create turns out. */
  plan(result: NextResult): void {
    this.planned.push(result);
  }

  /** Creates a resource from a checked request and starts its result. */
  async create(
    description: ResourceDescription,
    version: ApiVersion,
    request: JsonObject,
  ): Promise<CreatedResource> {
    const id = randomUUID();
    const resource: CreatedResource = {
      id,
      type: description.type,
      version,
      location: `${this.baseUrl()}/api/${version}/${description.path}/${id}`,
      request,
      attributes: {},
      callbackUrl: textAt(objectAt(request, '_links'), 'callback_url') || null,
      final: description.result === undefined,
      createdAt: new Date(),
    };
    resource.attributes = description.created(resource, this.world);
    this.created.set(id, resource);
    this.descriptions.set(id, description);
    if (description.result) await this.start(resource, description);
    return resource;
  }

  /** A resource by type and id. */
  find(type: string, id: string): CreatedResource | undefined {
    const resource = this.created.get(id);
    return resource?.type === type ? resource : undefined;
  }

  /** Every resource of a type, in order of creation. */
  ofType(type: string): CreatedResource[] {
    return [...this.created.values()].filter((resource) => resource.type === type);
  }

  /** The JSON of a resource: the same bytes for the callback and for every status query. */
  textOf(resource: CreatedResource): string {
    const known = this.texts.get(resource.id);
    if (known !== undefined) return known;
    const text = this.documentText(resource, resource.attributes);
    this.texts.set(resource.id, text);
    return text;
  }

  /** Replaces the attributes of a resource. */
  change(resource: CreatedResource, attributes: JsonObject): void {
    resource.attributes = attributes;
    this.texts.delete(resource.id);
  }

  /**
   * Gives a waiting resource its result now, and posts it. A resource that has one already gets
   * no second one; its result is posted again.
   *
   * @throws ApiError 404 when there is no such resource or it never gets a result
   */
  async resolve(id: string, result: Omit<NextResult, 'type' | 'delayMs'>): Promise<void> {
    const resource = this.created.get(id);
    const description = this.descriptions.get(id);
    if (!resource || !description?.result) throw notFound();
    await this.outstanding.track(this.finish(resource, description, result));
  }

  private async start(resource: CreatedResource, description: ResourceDescription): Promise<void> {
    const usual: NextResult = description.usualResult?.(resource) ?? { outcome: 'succeeded' };
    const plan = this.take(resource.type) ?? usual;
    if (plan.outcome === 'never') return;
    if (plan.callback === 'early') {
      await this.outstanding.track(this.finish(resource, description, plan));
      return;
    }
    void this.outstanding.track(this.finishLater(resource, description, plan));
  }

  private take(type: string): NextResult | undefined {
    const index = this.planned.findIndex((plan) => (plan.type ?? type) === type);
    return index === -1 ? undefined : this.planned.splice(index, 1)[0];
  }

  private async finishLater(
    resource: CreatedResource,
    description: ResourceDescription,
    plan: NextResult,
  ): Promise<void> {
    await this.outstanding.sleep(plan.delayMs ?? this.settings.resultDelayMs);
    if (!this.outstanding.signal.aborted) await this.finish(resource, description, plan);
  }

  private async finish(
    resource: CreatedResource,
    description: ResourceDescription,
    plan: NextResult,
  ): Promise<void> {
    const before = resource.attributes;
    if (!resource.final && description.result) {
      const attributes = description.result(resource, plan, this.world);
      this.change(resource, plan.attributes ? merge(attributes, plan.attributes) : attributes);
      resource.final = true;
    }
    if (resource.callbackUrl === null) return;
    const parcel: Parcel = {
      url: resource.callbackUrl,
      type: resource.type,
      body: this.textOf(resource),
    };
    if (plan.callback === 'forged-then-real' && description.result) {
      const opposite = plan.outcome === 'failed' ? 'succeeded' : 'failed';
      // Built beside the resource and without the world's ledger: a forgery changes nothing here.
      const forged = description.result(
        { ...resource, attributes: before },
        { outcome: opposite },
        { ...this.world, ledger: this.world.ledger.copy(), sendMessage: () => {} },
      );
      await this.deliveries.send([
        { ...parcel, body: this.documentText(resource, forged), forged: true, copies: 1 },
      ]);
    }
    await this.deliveries.send([
      {
        ...parcel,
        lost: plan.callback === 'lose',
        ...(plan.callback === 'duplicate' ? { copies: 2 } : {}),
      },
    ]);
  }

  private documentText(resource: CreatedResource, documented: JsonObject): string {
    const { id, type, request } = resource;
    const told = { type, request, attributes: documented };
    const worded = this.settings.wording === 'as seen' ? resultAsSeen(told) : told;
    return JSON.stringify({ data: { id, type: worded.type, attributes: worded.attributes } });
  }
}

import axios from 'axios';
import type { Outstanding } from './outstanding';
import { seededRandom, type Settings } from './settings';
import { sign } from './signature';

/** One attempt to post something to the merchant's side. */
export interface Delivery {
  url: string;
  /** Topic of a webhook event. */
  topic?: string;
  /** JSON:API type of a result. */
  type?: string;
  /** The exact text that was sent (or lost). */
  body: string;
  /** The X-KopoKopo-Signature that it carried. */
  signature: string;
  /** The status that it got; null for none. */
  status: number | null;
  /** Why there is no status; 'lost' for one that never left. */
  error?: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** What is to be posted, and where. */
export interface Parcel {
  url: string;
  topic?: string;
  type?: string;
  body: string;
  /** How often it is posted. Default: once and the setting's duplicates. */
  copies?: number;
  /** Never leaves. */
  lost?: boolean;
  /** Signed with another key, as by somebody who knows the URL only. */
  forged?: boolean;
}

/** Posts callbacks and webhooks, signed, and remembers them. */
export class Deliveries {
  private sent: Delivery[] = [];
  private random: () => number;
  private seed: number;

  constructor(
    private readonly apiKey: string,
    private readonly settings: Settings,
    private readonly outstanding: Outstanding,
  ) {
    this.seed = settings.randomSeed;
    this.random = seededRandom(this.seed);
  }

  /** Every delivery so far, in the order in which they left. */
  all(): Delivery[] {
    return [...this.sent];
  }

  clear(): void {
    this.sent = [];
  }

  /** Posts all of them side by side; resolves when each has its answer or error. */
  send(parcels: Parcel[]): Promise<Delivery[]> {
    const copies = parcels.flatMap((parcel) =>
      Array.from<Parcel>({ length: parcel.copies ?? 1 + this.settings.callbackDuplicates }).fill(
        parcel,
      ),
    );
    const sending = Promise.all(copies.map((parcel) => this.sendCopy(parcel)));
    return this.outstanding.track(sending.then((attempts) => attempts.flat()));
  }

  private async sendCopy(parcel: Parcel): Promise<Delivery[]> {
    const body = Buffer.from(parcel.body);
    const signature = sign(body, parcel.forged === true ? 'not the API key' : this.apiKey);
    const lost = parcel.lost === true || this.chance() < this.settings.callbackLossRate;
    if (this.settings.shuffleDeliveries) {
      await this.outstanding.sleep(this.chance() * this.settings.shuffleWindowMs);
    }
    const attempts: Delivery[] = [];
    const { url, topic, type } = parcel;
    const subject = { ...(topic ? { topic } : {}), ...(type ? { type } : {}) };
    for (let attempt = 0; attempt <= this.settings.deliveryRetries; attempt += 1) {
      if (attempt > 0) await this.outstanding.sleep(this.settings.deliveryRetryDelayMs);
      if (this.outstanding.signal.aborted) break;
      const delivery: Delivery = {
        url,
        ...subject,
        body: parcel.body,
        signature,
        status: null,
        at: Date.now(),
      };
      this.sent.push(delivery);
      attempts.push(delivery);
      if (lost) {
        delivery.error = 'lost';
        break;
      }
      await this.post(delivery, body);
      if (delivery.status !== null && delivery.status >= 200 && delivery.status < 300) break;
    }
    return attempts;
  }

  private async post(delivery: Delivery, body: Buffer): Promise<void> {
    try {
      const answer = await axios.post<unknown>(delivery.url, body, {
        headers: {
          'Content-Type': 'application/json',
          'X-KopoKopo-Signature': delivery.signature,
          'User-Agent': 'kopokopo-sandbox',
        },
        // The bytes that were signed are the bytes that are sent.
        transformRequest: (data: unknown) => data,
        responseType: 'text',
        timeout: this.settings.deliveryTimeoutMs,
        maxRedirects: 0,
        maxBodyLength: Infinity,
        proxy: false,
        validateStatus: () => true,
        signal: this.outstanding.signal,
      });
      delivery.status = answer.status;
    } catch (error) {
      delivery.error = error instanceof Error ? error.message : String(error);
    }
  }

  private chance(): number {
    if (this.seed !== this.settings.randomSeed) {
      this.seed = this.settings.randomSeed;
      this.random = seededRandom(this.seed);
    }
    return this.random();
  }
}

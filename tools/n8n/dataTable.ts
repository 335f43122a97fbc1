import type { IDataObject } from 'n8n-workflow';
import type { RestSession } from './restSession';

type Answer<T> = { data: T };

/** A data table of n8n's, in the user's own project. */
export class DataTable {
  private constructor(
    private readonly session: RestSession,
    private readonly path: string,
    readonly id: string,
  ) {}

  /** @param columns their types by name */
  static async make(
    session: RestSession,
    name: string,
    columns: Record<string, 'string' | 'number' | 'boolean' | 'date'>,
  ): Promise<DataTable> {
    type Made = Answer<{ id: string }>;
    const { data: project } = await session.request<Made>('GET', '/rest/projects/personal');
    const path = `/rest/projects/${project.id}/data-tables`;
    const types = Object.entries(columns).map(([column, type]) => ({ name: column, type }));
    const { data } = await session.request<Made>('POST', path, { name, columns: types });
    return new DataTable(session, `${path}/${data.id}`, data.id);
  }

  async insert(rows: IDataObject[]): Promise<void> {
    await this.session.request('POST', `${this.path}/insert`, {
      data: rows,
      returnType: 'count',
    });
  }

  /** All rows, the oldest first. */
  async rows(): Promise<IDataObject[]> {
    type Page = Answer<{ data: IDataObject[] }>;
    const { data } = await this.session.request<Page>('GET', `${this.path}/rows?take=100`);
    return data.data.sort((one, other) => Number(one.id) - Number(other.id));
  }

  /** What a node's field for a table takes. */
  get choice(): IDataObject & { __rl: true; mode: 'id'; value: string } {
    return { __rl: true, mode: 'id', value: this.id };
  }
}

import { fastify, type FastifyInstance } from 'fastify';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

/** What the model says next: it calls a tool, or answers. */
export type Line = { tool: string; input: IDataObject } | { answer: string };

/** What an agent has told the model. */
interface Message {
  role: string;
  content: unknown;
}

/** A chat model on this computer that speaks OpenAI's protocol and says what it is told to. */
export class ChatModel {
  private script: Line[] = [];
  private calls = 0;
  /** What the tools answered, as the model saw it; oldest first. */
  readonly toolResults: string[] = [];
  /** The names of the tools that the agent offered, as of its last question. */
  tools: string[] = [];

  private constructor(private readonly server: FastifyInstance) {}

  static async open(): Promise<ChatModel> {
    const server = fastify();
    const model = new ChatModel(server);
    server.post<{ Body: { messages: Message[]; tools?: Array<{ function: { name: string } }> } }>(
      '/v1/chat/completions',
      ({ body }) =>
        model.say(
          body.messages,
          (body.tools ?? []).map((tool) => tool.function.name),
        ),
    );
    await server.listen({ port: 0, host: '127.0.0.1' });
    return model;
  }

  /** The fields of an `openAiApi` credential for it. */
  get credential(): ICredentialDataDecryptedObject {
    const address = this.server.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return { apiKey: 'none', url: `http://127.0.0.1:${port}/v1` };
  }

  /** What it says from now on. */
  follow(...script: Line[]): void {
    this.script = script;
    this.toolResults.length = 0;
  }

  async close(): Promise<void> {
    await this.server.close();
  }

  private say(messages: Message[], tools: string[]): object {
    this.tools = tools;
    const results = messages.filter(({ role }) => role === 'tool');
    this.toolResults.splice(0, Infinity, ...results.map(({ content }) => textOf(content)));
    const line = this.script.shift() ?? { answer: 'The script is over.' };
    this.calls += 1;
    const toolCalls =
      'tool' in line
        ? [
            {
              id: `call_${this.calls}`,
              type: 'function',
              function: { name: line.tool, arguments: JSON.stringify(line.input) },
            },
          ]
        : undefined;
    const content = 'answer' in line ? line.answer : null;
    const message = { role: 'assistant', content, tool_calls: toolCalls };
    const finish = toolCalls ? 'tool_calls' : 'stop';
    return {
      id: `answer_${this.calls}`,
      object: 'chat.completion',
      created: 0,
      model: 'scripted',
      choices: [{ index: 0, message, finish_reason: finish }],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    };
  }
}

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

import axios from 'axios';

import Environment from './environment';

it('an error of axios can be reported', async () => {
  const error: unknown = await axios.get('http://127.0.0.1:1').catch((thrown: unknown) => thrown);
  const written = () => JSON.stringify(structuredClone({ ...Object(error) }));
  expect(written).toThrow();

  const event = { name: 'test_fn_failure', error };
  Reflect.apply(Environment.prototype.handleTestEvent, undefined, [event]);
  expect(written()).toContain('ECONNREFUSED');
});

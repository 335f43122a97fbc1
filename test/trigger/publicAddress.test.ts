import { reasonNotReachable } from '../../nodes/KopoKopo/trigger/service/publicAddress';

const KOPO_KOPO = 'https://api.kopokopo.com';

describe('whether Kopo Kopo can send to an address', () => {
  it.each([
    'https://n8n.example.com/webhook/1',
    'https://shop.co.ke:8443/webhook/1',
    'https://8.8.8.8/webhook/1',
    'https://172.32.0.1/webhook/1',
    'https://10.example.com/webhook/1',
  ])('%s: nothing speaks against it', (url) => {
    expect(reasonNotReachable(url, KOPO_KOPO)).toBeUndefined();
  });

  it.each([
    'http://n8n.example.com/webhook/1',
    'https://localhost:5678/webhook/1',
    'https://127.0.0.1/webhook/1',
    'https://[::1]/webhook/1',
    'https://10.0.0.7/webhook/1',
    'https://192.168.1.20/webhook/1',
    'https://172.16.0.1/webhook/1',
    'https://172.31.255.1/webhook/1',
    'https://169.254.1.1/webhook/1',
    'https://backroom.local/webhook/1',
    'https://n8n.lan/webhook/1',
  ])('%s: it cannot', (url) => {
    const { hostname, protocol } = new URL(url);
    expect(reasonNotReachable(url, KOPO_KOPO)).toContain(`${protocol}//${hostname}`);
  });

  it('a local sandbox sends anywhere', () => {
    expect(reasonNotReachable('http://localhost:5678/webhook/1', 'http://127.0.0.1:4010')).toBe(
      undefined,
    );
  });
});

/**
 * Sent with every request: Kopo Kopo's edge answers a request without a `User-Agent` with an empty 403.
 * A test keeps the version equal to the package's.
 */
export const USER_AGENT = 'n8n-nodes-kopokopo/0.1.0';

/** Addresses that are AWS's own, also where somebody has named them: of VPC endpoints, of FIPS, of two IP versions. */
const HOST_OF_AWS = /\.(amazonaws\.com(\.cn)?|api\.aws)$/;

/** Whether AWS answers there. Anything else, such as a mock, takes no money and less time. */
export function isOfAws(endpoint: string): boolean {
  return URL.canParse(endpoint) && HOST_OF_AWS.test(new URL(endpoint).hostname);
}

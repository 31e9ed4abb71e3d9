import { ApiProblem, problemResponse } from '#lib/api/problem.ts';

/** Whatever the API doesn't have: a client gets a problem to read, not a page. */
const answer = () =>
  problemResponse(new ApiProblem(404, 'not_found', 'There is nothing at this address.'));

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
};

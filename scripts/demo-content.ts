/** 24 sums with their answers, which a tiny model gets partly right. */
export function sums(): { external_id: string; prompt: string; reference: string }[] {
  return Array.from({ length: 24 }, (_, index) => {
    const left = 3 + ((index * 7) % 40);
    const right = 2 + ((index * 11) % 30);
    return { external_id: `sum-${index + 1}`, prompt: `What is ${left} + ${right}?`, reference: String(left + right) };
  });
}

const worked = 'worked answer';
const bare = 'bare answer';

/** Two ways to answer the same question, written for this demo. */
export const pairs = [
  {
    prompt: 'A train leaves at 9:40 and arrives at 11:15. How long is the ride?',
    response_a: '1 hour 35 minutes.',
    response_b: 'From 9:40 to 10:40 is 1 hour, from 10:40 to 11:15 is 35 minutes: the ride takes 1 hour 35 minutes.',
    model_a: bare,
    model_b: worked,
  },
  {
    prompt: 'Is 91 a prime number?',
    response_a:
      'No. 91 is odd and not divisible by 3 or 5, but 7 × 13 = 91, so it has divisors other than 1 and itself.',
    response_b: 'No.',
    model_a: worked,
    model_b: bare,
  },
  {
    prompt: 'What is 15 % of 240?',
    response_a: '36',
    response_b: '10 % of 240 is 24, 5 % is half of that, 12. Together 36.',
    model_a: bare,
    model_b: worked,
  },
  {
    prompt: 'How many days has February in 2100?',
    response_a: '28: years that end a century are leap years only when 400 divides them, and it does not divide 2100.',
    response_b: '28',
    model_a: worked,
    model_b: bare,
  },
  {
    prompt: 'Which is larger, 2/3 or 3/5?',
    response_a: '2/3',
    response_b: 'Over 15, 2/3 is 10/15 and 3/5 is 9/15, so 2/3 is larger.',
    model_a: bare,
    model_b: worked,
  },
  {
    prompt: 'How many degrees do the angles of a pentagon add up to?',
    response_a: 'A pentagon splits into 3 triangles of 180° each, so 540°.',
    response_b: '540°',
    model_a: worked,
    model_b: bare,
  },
];

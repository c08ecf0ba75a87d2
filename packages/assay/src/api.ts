// Generated from schema/contracts; do not edit. `npm run generate` writes it anew.

export type Analysis = {
  /** Groups of models that cannot be told apart, best first. */
  tiers: {
    tier: number;
    models: string[];
  }[] | null;
  /** How far results scatter beyond what the fitted strengths explain: 1 is as expected; a small p_value says that they do not fit. */
  dispersion: {
    statistic: number;
    degrees_of_freedom: number;
    value: number;
    p_value: number;
    chi_square_p_value: number;
    seed: number;
    rounds: number;
  } | null;
  /** Parts of the pairwise log-odds that one line of strengths explains, that circles of three hold, and that longer circles hold. */
  hodge: {
    gradient_share: number;
    curl_share: number;
    harmonic_share: number;
    /** Pearson's X² of the fit: chance alone brings about its degrees of freedom. */
    cyclic_energy: number;
  } | null;
  cycles: {
    /** Three models of which each two met. */
    triples: number;
    /** Of them, those that beat each other in a circle. */
    cyclic: number;
    /** Of those, circles that chance does not explain (Holm, 5 %). */
    significant: number;
    top: {
      /** Each beats the next, and the last the first. */
      models: string[];
      /** The share of points of each against the next. */
      shares: number[];
      p_value: number;
    }[];
  } | null;
  /** The fewest ratings whose removal changes the leader. */
  drop_k: {
    leader: string;
    successor: string | null;
    /** null where no number up to the limit changes the leader. */
    ratings: number | null;
    share: number | null;
    /** Which wins or ties to take away. */
    pairs: {
      winner: string;
      loser: string;
      outcome: 'win' | 'tie';
      ratings: number;
    }[];
    /** What the number is, in words. */
    bound: string;
  } | null;
  /** Log-odds that a standard deviation more of a feature brings, with 95 % intervals. */
  style: {
    feature: string;
    value: number;
    low: number | null;
    high: number | null;
  }[] | null;
  /** Win rate against the average opponent at equal length. */
  length_controlled: {
    model: string;
    win_rate: number;
    low: number | null;
    high: number | null;
  }[] | null;
  /** Every model the campaign ever scored, on this board or not, with its share of all ratings handed out. */
  models: {
    model: string;
    ratings: number;
    share: number;
    retired_at: number | null;
  }[];
};

export type AnnotatedSolution = {
  prompt?: string | ChatMessage[];
  response?: string;
  steps?: string[];
  /** The first wrong step; null: all are right. */
  first_error: number | null;
  /** What hangs together, such as a question. */
  cluster?: string;
};

/** The last number, the last \boxed{…}, the last lone capital letter, the last line, or the whole text. */
export type AnswerKind = 'number' | 'boxed' | 'choice' | 'line' | 'text';

export type AnthropicProvider = {
  kind: 'anthropic';
  /** Root of the API, up to and with /v1. Needs a key with scope admin; https and a public host. */
  base_url?: string;
  model: string;
  /** Instead of the judge's. */
  temperature?: number;
  /** Instead of the judge's. */
  max_tokens?: number;
  prices?: Prices;
  /** For one call. */
  timeout_ms: number;
  max_retries: number;
  /** Calls to this origin at once, per isolate. */
  max_concurrency: number;
  /** Name of a stored credential. */
  credential?: string;
  features: {
    json_schema?: boolean;
  };
};

export type AnthropicProviderInput = {
  kind: 'anthropic';
  /** Root of the API, up to and with /v1. Needs a key with scope admin; https and a public host. */
  base_url?: string;
  model: string;
  /** Instead of the judge's. */
  temperature?: number;
  /** Instead of the judge's. */
  max_tokens?: number;
  prices?: Prices;
  /** For one call. */
  timeout_ms?: number;
  max_retries?: number;
  /** Calls to this origin at once, per isolate. */
  max_concurrency?: number;
  /** Name of a stored credential. */
  credential?: string;
  features?: {
    json_schema?: boolean;
  };
};

export type ArithmeticCritic = {
  kind: 'arithmetic';
  /** Call a step doubtful that works with a number which nothing before it gives. */
  sources: boolean;
};

export type ArithmeticCriticInput = {
  kind: 'arithmetic';
  /** Call a step doubtful that works with a number which nothing before it gives. */
  sources?: boolean;
};

export type Artifact = {
  /** A artifact id, art_ and 26 characters. */
  id: string;
  /** A job id, job_ and 26 characters. */
  job_id: string;
  name: string;
  kind: 'file' | 'checkpoint' | 'model_file' | 'responses';
  sha256: string;
  size_bytes: number;
  content_type: string;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type ArtifactCreate = {
  /** The number of the lease; a newer lease has a higher one. */
  fence: number;
  name: string;
  kind?: 'file' | 'checkpoint' | 'model_file' | 'responses';
  sha256: string;
  size_bytes: number;
  content_type?: string;
};

export type ArtifactPage = {
  data: Artifact[];
  next_cursor: string | null;
};

export type ArtifactUpload = {
  /** A artifact id, art_ and 26 characters. */
  artifact_id: string;
  state: 'complete' | 'uploading';
  part_bytes: number;
  received_parts: number[];
};

export type Asking = {
  /** pair: ask with both orders of the responses; rank: rotate them. "given" asks in the order given. */
  orders: 'both' | 'given';
  /** Asks of each member, each with its own seed. */
  repeats: number;
  temperature: number;
  max_tokens: number;
  /** Weigh verdicts by the log-probabilities of their tokens where the model gives them. */
  logprobs: boolean;
  /** Ask once more after a reply that cannot be read. */
  repair: boolean;
};

export type AskingInput = {
  /** pair: ask with both orders of the responses; rank: rotate them. "given" asks in the order given. */
  orders?: 'both' | 'given';
  /** Asks of each member, each with its own seed. */
  repeats?: number;
  temperature?: number;
  max_tokens?: number;
  /** Weigh verdicts by the log-probabilities of their tokens where the model gives them. */
  logprobs?: boolean;
  /** Ask once more after a reply that cannot be read. */
  repair?: boolean;
};

export type Assignment = {
  /** The same each time one rater is handed one comparison. */
  id: string;
  token: string;
  prompt: string | Message[];
  left: string;
  /** null in a campaign of single responses. */
  right: string | null;
  /** Milliseconds since 1970-01-01 UTC. */
  expires_at: number;
};

export type Assignments = {
  assignments: Assignment[];
  rated: number;
  total: number;
  done: RaterDone | null;
  /** Only for a rater who is done. */
  completion: Completion | null;
};

export type Attempt = {
  question: string;
  sample?: number;
  attempt: number;
  correct: boolean | null;
  model?: string | null;
  task?: string | null;
  strategy?: string | null;
  /** Round of training, for exploration and exploitation by iteration. */
  iteration?: number | null;
  /** The whole attempt: for edit distances, diversity and behaviours. */
  text?: string | null;
  /** Its final answer, for votes. */
  answer?: string | null;
  /** 0 marks a greedy attempt. */
  temperature?: number | null;
  /** What a reward model gave it, for best@k. */
  reward?: number | null;
};

export type AttemptGroup = {
  model?: string;
  task?: string;
  strategy?: string;
  iteration?: number;
};

export type AttemptSource = {
  kind: 'attempts';
  attempts?: Attempt[];
  label_attempts?: LabelAttempt[];
} | {
  kind: 'dataset';
  /** A dataset id, ds_ and 26 characters. */
  dataset_id: string;
  /** All models of the dataset where it is left out. */
  model?: string;
  /** Judges the attempts that carry no `correct`. */
  judge_id?: string;
} | {
  kind: 'refinements';
  /** A dataset id, ds_ and 26 characters. */
  dataset_id?: string;
  model?: string;
  strategy?: 'intrinsic' | 'critique-loop' | 'best-of-n' | 'self-consistency' | 'id-sampling' | 'recursive' | 'tree-search';
  /** Only refinements from this time on. */
  created_from?: number;
  created_before?: number;
  /** Judges the attempts that carry no `correct`. */
  judge_id?: string;
} | {
  kind: 'jobs';
  job_ids: string[];
  /** The artifact of each job that holds attempts. */
  artifact?: string;
};

export type AuditEntry = {
  /** A audit id, aud_ and 26 characters. */
  id: string;
  /** Milliseconds since 1970-01-01 UTC. */
  at: number;
  actor: string;
  action: string;
  subject: string;
  details: Record<string, unknown>;
};

export type AuditPage = {
  data: AuditEntry[];
  next_cursor: string | null;
};

export type Batch = {
  /** A batch id, bat_ and 26 characters. */
  id: string;
  /** A judge id, jdg_ and 26 characters. */
  judge_id: string;
  source: {
    kind: 'dataset';
    /** A dataset id, ds_ and 26 characters. */
    dataset_id: string;
    /** Whose responses; all models unless given. Mode pair compares every two of them, A being the one named first; mode rank ranks them all. */
    models?: string[];
  } | {
    kind: 'campaign';
    /** A campaign id, cmp_ and 26 characters. */
    campaign_id: string;
  } | {
    kind: 'requests';
  } | {
    kind: 'upload';
  };
  name: string;
  state: BatchState;
  /** Why it stopped. */
  message: string | null;
  /** Tasks planned; it grows while planning. */
  total: number;
  done: number;
  /** Given up after five attempts or for a reason that will not pass. */
  dead: number;
  /** Of those done. */
  unreadable: number;
  calls: number;
  input_tokens: number;
  output_tokens: number;
  cost: number;
  cost_ceiling: number | null;
  calls_per_minute: number | null;
  concurrency: number;
  /** Time left at the pace of this run; null while unknown. */
  eta_ms: number | null;
  /** upload: lines that are no request that can be worked on. */
  lines_bad: number;
  /** The first 100 bad lines. */
  errors: LineError[];
  /** dataset: items with too few responses to compare. */
  passed_over: number;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
  /** Milliseconds since 1970-01-01 UTC. */
  updated_at: number;
  finished_at: number | null;
  /** Of those done. */
  abstained: number;
  cache: 'use' | 'skip';
};

export type BatchCreate = {
  /** A judge id, jdg_ and 26 characters. */
  judge_id: string;
  source: BatchSource;
  name?: string;
  /** Stop at this cost, in the currency of the members' prices. What is under way is still finished. */
  cost_ceiling?: number | null;
  /** Model calls that may go out in any minute. */
  calls_per_minute?: number | null;
  /** Model calls open at once, over all invocations. What makes no calls does not go by it. */
  concurrency?: number;
  cache?: 'use' | 'skip';
};

export type BatchPage = {
  data: Batch[];
  next_cursor: string | null;
};

export type BatchResult = {
  n: number;
  of: BatchTaskOf;
  state: 'done' | 'dead';
  error: string | null;
  judgment: Judgment | null;
};

/** A new ceiling, where the old one was reached; null takes it away. */
export type BatchResume = {
  cost_ceiling?: number | null;
};

export type BatchRetried = {
  retried: number;
  batch: Batch;
};

/** dataset: every response, pair or ranking of it, by the mode of the judge. campaign: its comparisons, for mode pair; its single responses, for modes score and rubric. requests: given here. upload: JSONL, one request a line, sent as parts. */
export type BatchSource = {
  kind: 'dataset';
  /** A dataset id, ds_ and 26 characters. */
  dataset_id: string;
  /** Whose responses; all models unless given. Mode pair compares every two of them, A being the one named first; mode rank ranks them all. */
  models?: string[];
} | {
  kind: 'campaign';
  /** A campaign id, cmp_ and 26 characters. */
  campaign_id: string;
} | {
  kind: 'requests';
  requests: JudgmentRequestInput[];
} | {
  kind: 'upload';
};

export type BatchState = 'waiting' | 'planning' | 'running' | 'done' | 'cancelled' | 'ceiling' | 'stalled' | 'failed';

export type BatchTask = {
  /** Its place in the batch, from 1. */
  n: number;
  of: BatchTaskOf;
  state: BatchTaskState;
  attempts: number;
  /** Not tried again before this. */
  next_at: number | null;
  judgment_id: string | null;
  critique_id: string | null;
  outcome: string | null;
  /** What went wrong last. */
  error: string | null;
};

export type BatchTaskOf = {
  /** A item id, itm_ and 26 characters. */
  item_id?: string;
  response_ids?: string[];
  /** A comparison id, cpr_ and 26 characters. */
  comparison_id?: string;
  /** The critique that is critiqued. */
  critique_id?: string;
  line?: number;
};

export type BatchTaskPage = {
  data: BatchTask[];
  next_cursor: string | null;
};

export type BatchTaskState = 'pending' | 'judging' | 'done' | 'dead';

export type BehaviorCounts = {
  model: string | null;
  task: string | null;
  strategy: string | null;
  iteration: number | null;
  turn: number | null;
  texts: number;
  /** Texts for which the judge gave no count. */
  unread: number;
  habits: HabitMeasure[];
};

export type BehaviorOptions = {
  /** A rubric judge with the criteria verification, backtracking, subgoals, backward_chaining; prompt "four-habits" has their definitions. */
  judge_id: string;
  /** How many texts are judged, chosen evenly. Judgments that are in the ledger already are used again. */
  texts?: number;
  /** Texts with counts made by hand, for the agreement of the judge with people. */
  examples?: {
    text: string;
    verification: number;
    backtracking: number;
    subgoals: number;
    backward_chaining: number;
  }[];
};

export type Behaviors = {
  judge_id: string;
  counts: BehaviorCounts[];
  /** Null where no hand-labeled examples were given: then nothing says how good the counts are. */
  agreement: {
    examples: number;
    unread: number;
    habits: HabitAgreement[];
  } | null;
};

export type BoardAgreement = {
  left: Leaderboard;
  right: Leaderboard;
  models: {
    model: string;
    left_rank: number;
    right_rank: number;
    left_score: number | null;
    right_score: number | null;
  }[];
  only_left: string[];
  only_right: string[];
  /** Rank correlation over the models of both; null below three. */
  spearman: number | null;
  /** Kendall τ-b. */
  kendall: number | null;
  /** Pairs that the boards order oppositely, with the share of points of a in each; widest apart first, at most 100. */
  disagreements: {
    a: string;
    b: string;
    left_first: number | null;
    right_first: number | null;
  }[];
};

/** information: by the likelihood, wider with few ratings; sandwich: stays right where the model does not fit and where ratings of one rater hang together; bootstrap: by redrawing the counts. */
export type BoardIntervals = {
  kind: 'information';
} | {
  kind: 'sandwich';
} | {
  kind: 'bootstrap';
  rounds: number;
};

/** information: by the likelihood, wider with few ratings; sandwich: stays right where the model does not fit and where ratings of one rater hang together; bootstrap: by redrawing the counts. */
export type BoardIntervalsInput = {
  kind: 'information';
} | {
  kind: 'sandwich';
} | {
  kind: 'bootstrap';
  rounds?: number;
};

/** people's ratings; a judge's; or ppi: a judge's many verdicts, corrected by people's ratings of some of them (prediction-powered inference), with intervals that stay valid whatever the judge is like. */
export type BoardSource = {
  kind: 'people';
} | {
  kind: 'judge';
  /** A judge id, jdg_ and 26 characters. */
  judge_id: string;
} | {
  kind: 'ppi';
  /** A judge id, jdg_ and 26 characters. */
  judge_id: string;
};

export type Budget = {
  calls: number;
  /** Input and output together. */
  tokens: number | null;
  time_ms: number;
  /** In the currency of the model's prices. */
  cost: number | null;
};

export type BudgetInput = {
  calls?: number;
  /** Input and output together. */
  tokens?: number | null;
  time_ms?: number;
  /** In the currency of the model's prices. */
  cost?: number | null;
};

export type Calibration = {
  /** A calibration id, cal_ and 26 characters. */
  id: string;
  /** A judge id, jdg_ and 26 characters. */
  judge_id: string;
  /** A evaluation id, evl_ and 26 characters. */
  evaluation_id: string;
  settings: {
    /** isotonic promises no shape but order and wants some hundreds of labels; platt has two parameters. */
    method: 'isotonic' | 'platt';
    /** How the calibrated judge will combine its readings; as the judge does, unless given. */
    combine?: 'majority' | 'mean' | 'weighted';
    /** Half of the labels then choose the threshold, the other half all else. */
    abstention?: {
      /** Highest share wrong among accepted verdicts. */
      alpha: number;
      /** Chance that the promise fails. */
      delta: number;
    };
    seed: number;
  };
  result: CalibrationResult;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type CalibrationCreate = {
  /** The labeled judgments it learns from. */
  evaluation_id: string;
  /** isotonic promises no shape but order and wants some hundreds of labels; platt has two parameters. */
  method?: 'isotonic' | 'platt';
  /** How the calibrated judge will combine its readings; as the judge does, unless given. */
  combine?: 'majority' | 'mean' | 'weighted';
  /** Half of the labels then choose the threshold, the other half all else. */
  abstention?: {
    /** Highest share wrong among accepted verdicts. */
    alpha: number;
    /** Chance that the promise fails. */
    delta?: number;
  };
  seed?: number;
};

export type CalibrationError = {
  method: string;
  ece: Measure;
  brier: Measure;
  bins: ReliabilityBin[];
};

export type CalibrationPage = {
  data: Calibration[];
  next_cursor: string | null;
};

export type CalibrationResult = {
  mode: ModeName;
  combine: 'majority' | 'mean' | 'weighted';
  /** Labeled verdicts that it learned from. */
  items: number;
  /** Labeled verdicts kept for the threshold. */
  held_out: number;
  map: ProbabilityMap;
  before: CalibrationError;
  /** On items that the map was not fitted on. */
  after: CalibrationError;
  abstention: {
    alpha: number;
    delta: number;
    /** Accept at or above this calibrated probability. */
    threshold: number | null;
    coverage: number | null;
    risk: number | null;
    p_value: number | null;
    /** Why no threshold can promise it. */
    message: string | null;
  } | null;
  jury: JuryWeights | null;
  reliability: MemberReliability[];
};

export type Campaign = {
  name: string;
  question: string;
  instructions: string;
  /** Ratings wanted of each comparison. */
  overlap: number;
  /** What raters may answer besides the question, by name, e.g. "accuracy"; each gets a board of its own. */
  criteria: string[];
  state: CampaignState;
  kind: CampaignKind;
  content: ContentType;
  choices: Choices;
  /** Reasons that raters may tick, e.g. "more correct". */
  reasons: string[];
  comments: 'off' | 'optional' | 'required';
  /** `link`: whoever has the address rates, anonymously. `invited`: only personal addresses work. */
  access: 'link' | 'invited';
  /** Of the rating page; auto: the rater's. */
  language: 'auto' | 'en' | 'de';
  strategy: Strategy;
  /** A rater who made so many is done; null: no limit. */
  ratings_per_rater: number | null;
  /** The campaign pauses itself after so many of people's ratings; null: no limit. */
  budget: number | null;
  target: Target | null;
  /** Share of what a rater is handed that has a known answer, as long as there are such comparisons. */
  gold_share: number;
  /** Asked before the first comparison; whoever fails it twice does not rate. */
  check: CheckQuestion[];
  recruitment: Recruitment | null;
  /** Raters pass a Turnstile check first; the deployment needs its keys. */
  challenge: boolean;
  /** Ratings of raters whom quality control finds suspicious are held at once, not only listed for review. */
  hold_automatically: boolean;
  /** A campaign id, cmp_ and 26 characters. */
  id: string;
  /** Why the campaign paused itself. */
  paused_by: 'budget' | 'target' | null;
  /** Gold comparisons aside. */
  comparison_count: number;
  /** People's, of comparisons that are not gold. */
  rating_count: number;
  /** Give this address to raters; it carries an invitation to this campaign only. */
  rating_url: string;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type CampaignCreate = {
  name: string;
  /** By default "Which answer is better?", or of single responses "How good is this answer?". */
  question?: string;
  instructions?: string;
  /** Ratings wanted of each comparison. */
  overlap?: number;
  /** What raters may answer besides the question, by name, e.g. "accuracy"; each gets a board of its own. */
  criteria?: string[];
  /** `paused`: raters begin when you open it. */
  state?: 'open' | 'paused';
  kind?: CampaignKind;
  content?: ContentType;
  choices?: ChoicesInput;
  /** Reasons that raters may tick, e.g. "more correct". */
  reasons?: string[];
  comments?: 'off' | 'optional' | 'required';
  /** `link`: whoever has the address rates, anonymously. `invited`: only personal addresses work. */
  access?: 'link' | 'invited';
  /** Of the rating page; auto: the rater's. */
  language?: 'auto' | 'en' | 'de';
  strategy?: Strategy;
  /** A rater who made so many is done; null: no limit. */
  ratings_per_rater?: number | null;
  /** The campaign pauses itself after so many of people's ratings; null: no limit. */
  budget?: number | null;
  target?: TargetInput | null;
  /** Share of what a rater is handed that has a known answer, as long as there are such comparisons. */
  gold_share?: number;
  /** Asked before the first comparison; whoever fails it twice does not rate. */
  check?: CheckQuestionInput[];
  recruitment?: RecruitmentInput | null;
  /** Raters pass a Turnstile check first; the deployment needs its keys. */
  challenge?: boolean;
  /** Ratings of raters whom quality control finds suspicious are held at once, not only listed for review. */
  hold_automatically?: boolean;
};

/** docs/exports.md names the fields of each. */
export type CampaignExportKind = 'ratings' | 'preferences' | 'kto' | 'win-matrix';

export type CampaignKind = 'pair' | 'single';

export type CampaignLive = {
  /** People's, of comparisons that are not gold. */
  ratings: number;
  /** Gold comparisons aside. */
  comparisons: number;
  /** Who have rated at least once. */
  raters: number;
  /** Who have rated within five minutes. */
  active_raters: number;
  /** Ratings a minute over the last five, gold ones too; over the latest 2,000 where those came faster. */
  per_minute: number;
  state: CampaignState;
  /** Why the campaign paused itself. */
  paused_by: 'budget' | 'target' | null;
  /** Milliseconds since 1970-01-01 UTC. */
  at: number;
};

export type CampaignPage = {
  data: Campaign[];
  next_cursor: string | null;
};

export type CampaignPatch = {
  name?: string;
  /** By default "Which answer is better?", or of single responses "How good is this answer?". */
  question?: string;
  instructions?: string;
  /** Ratings wanted of each comparison. */
  overlap?: number;
  /** What raters may answer besides the question, by name, e.g. "accuracy"; each gets a board of its own. */
  criteria?: string[];
  state?: CampaignState;
  kind?: CampaignKind;
  content?: ContentType;
  choices?: ChoicesInput;
  /** Reasons that raters may tick, e.g. "more correct". */
  reasons?: string[];
  comments?: 'off' | 'optional' | 'required';
  /** `link`: whoever has the address rates, anonymously. `invited`: only personal addresses work. */
  access?: 'link' | 'invited';
  /** Of the rating page; auto: the rater's. */
  language?: 'auto' | 'en' | 'de';
  strategy?: Strategy;
  /** A rater who made so many is done; null: no limit. */
  ratings_per_rater?: number | null;
  /** The campaign pauses itself after so many of people's ratings; null: no limit. */
  budget?: number | null;
  target?: TargetInput | null;
  /** Share of what a rater is handed that has a known answer, as long as there are such comparisons. */
  gold_share?: number;
  /** Asked before the first comparison; whoever fails it twice does not rate. */
  check?: CheckQuestionInput[];
  recruitment?: RecruitmentInput | null;
  /** Raters pass a Turnstile check first; the deployment needs its keys. */
  challenge?: boolean;
  /** Ratings of raters whom quality control finds suspicious are held at once, not only listed for review. */
  hold_automatically?: boolean;
};

export type CampaignQuality = {
  /** A campaign id, cmp_ and 26 characters. */
  campaign_id: string;
  kind: CampaignKind;
  /** Milliseconds since 1970-01-01 UTC. */
  computed_at: number;
  /** There are ratings that these figures do not know yet. */
  behind: boolean;
  ratings: number;
  /** The latest ones, where there are more than 100,000. */
  ratings_used: number;
  held_ratings: number;
  raters: {
    ok: number;
    flagged: number;
    held: number;
    cleared: number;
  };
  /** How many raters each detector flags. */
  flags: {
    detector: Detector;
    raters: number;
  }[];
  /** Groups that vote one way on a model, among raters neither held nor flagged; rater-weighted boards weigh their votes down. */
  blocs: RaterBloc[];
  overlap: {
    /** With a rating that is not held. */
    comparisons: number;
    /** Of them, with two or more. */
    share: number | null;
    /** Ratings of each. */
    mean: number | null;
  };
  agreement: {
    /** nominal: choices. ordinal: scores, or choices with a strength. */
    level: 'nominal' | 'ordinal';
    /** Krippendorff's alpha. */
    alpha: Measure;
    /** Fleiss' kappa of the comparisons with as many ratings as most have. */
    fleiss: {
      value: number | null;
      low: number | null;
      high: number | null;
      n: number;
      raters: number;
    } | null;
    /** Cohen's kappa, where exactly two people rated. */
    cohen: Measure | null;
    /** Krippendorff's alpha of each extra criterion, nominal, over the ratings that answered it. */
    criteria: {
      name: string;
      ratings: number;
      alpha: Measure;
    }[];
  };
  reliability: {
    /** Mean over ratings. */
    dawid_skene: {
      accuracy: number;
      converged: boolean;
    } | null;
    /** Mean over ratings; pairs only. */
    crowd_bt: {
      quality: number;
    } | null;
  };
  /** Of the raters that one detector flags, so many may be honest in the mean. */
  false_discovery_rate: number;
};

export type CampaignRater = {
  /** A rater id, rtr_ and 26 characters. */
  id: string;
  state: RaterState;
  /** Powers of ten of the strongest evidence; 0 for none. */
  suspicion: number;
  /** What was found, the strongest evidence first. */
  flags: Detector[];
  ratings: number;
  held_ratings: number;
  /** Milliseconds since 1970-01-01 UTC. */
  first_rated_at: number;
  /** Milliseconds since 1970-01-01 UTC. */
  last_rated_at: number;
  /** null where no time is known. */
  median_duration_ms: number | null;
  /** Of the ratings that preferred a side. */
  left_share: number | null;
  /** Mean share of the others' answers that were the same. */
  agreement: number | null;
  /** Comparisons that others rated too. */
  agreement_n: number;
  gold_passed: number;
  gold_failed: number;
  /** Chance of the right answer by Dawid and Skene, over the kinds of comparisons there are. */
  accuracy: number | null;
  /** Crowd-BT: the chance to report a preference as it is; 0.5 tells nothing. */
  quality: number | null;
  decision: RaterDecision | null;
};

export type CampaignRaterDetail = {
  /** A rater id, rtr_ and 26 characters. */
  id: string;
  state: RaterState;
  /** Powers of ten of the strongest evidence; 0 for none. */
  suspicion: number;
  /** What was found, the strongest evidence first. */
  flags: Detector[];
  ratings: number;
  held_ratings: number;
  /** Milliseconds since 1970-01-01 UTC. */
  first_rated_at: number;
  /** Milliseconds since 1970-01-01 UTC. */
  last_rated_at: number;
  /** null where no time is known. */
  median_duration_ms: number | null;
  /** Of the ratings that preferred a side. */
  left_share: number | null;
  /** Mean share of the others' answers that were the same. */
  agreement: number | null;
  /** Comparisons that others rated too. */
  agreement_n: number;
  gold_passed: number;
  gold_failed: number;
  /** Chance of the right answer by Dawid and Skene, over the kinds of comparisons there are. */
  accuracy: number | null;
  /** Crowd-BT: the chance to report a preference as it is; 0.5 tells nothing. */
  quality: number | null;
  decision: RaterDecision | null;
  findings: RaterFinding[];
};

export type CampaignRaterPage = {
  data: CampaignRater[];
  next_cursor: string | null;
};

export type CampaignState = 'open' | 'paused' | 'closed';

export type CascadeReport = {
  /** A judge id, jdg_ and 26 characters. */
  judge_id: string;
  /** The judge above. */
  escalates_to: string;
  /** Milliseconds since 1970-01-01 UTC. */
  since: number;
  /** Without those that the cache answered. */
  judgments: number;
  /** Share that went up. */
  escalated: Measure;
  /** Those that the judge answered alone. */
  answered: {
    judgments: number;
    /** Mean of the judgments. */
    latency_ms: number | null;
    /** Mean of the judgments that have one; null without prices. */
    cost: number | null;
    /** Share that the first rating of the comparison contradicts, where there is one. */
    risk: Measure;
  };
  /** Those that went up; both judges took their time and money. */
  handed_on: {
    judgments: number;
    /** Mean of the judgments. */
    latency_ms: number | null;
    /** Mean of the judgments that have one; null without prices. */
    cost: number | null;
    /** Share that the first rating of the comparison contradicts, where there is one. */
    risk: Measure;
  };
  saved: CascadeSaving;
};

/** Null until something has gone up to measure the upper judge by. */
export type CascadeSaving = {
  /** Money that the upper judge would have taken for those answered alone, at its mean price so far. */
  cost: number | null;
  /** Time of all requests that always asking the upper judge would have taken on top; below 0 where the cascade cost time. */
  latency_ms: number | null;
};

export type ChatMessage = {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string | Part[];
};

export type ChatProvider = {
  kind: 'chat';
  base?: Preset;
  /** Root of the API, up to and with /v1. Needs a key with scope admin; https and a public host. */
  base_url?: string;
  model: string;
  /** Instead of the judge's. */
  temperature?: number;
  /** Instead of the judge's. */
  max_tokens?: number;
  prices?: Prices;
  /** For one call. */
  timeout_ms: number;
  max_retries: number;
  /** Calls to this origin at once, per isolate. */
  max_concurrency: number;
  /** Name of a stored credential. */
  credential?: string;
  features: Features;
};

export type ChatProviderInput = {
  kind: 'chat';
  base?: Preset;
  /** Root of the API, up to and with /v1. Needs a key with scope admin; https and a public host. */
  base_url?: string;
  model: string;
  /** Instead of the judge's. */
  temperature?: number;
  /** Instead of the judge's. */
  max_tokens?: number;
  prices?: Prices;
  /** For one call. */
  timeout_ms?: number;
  max_retries?: number;
  /** Calls to this origin at once, per isolate. */
  max_concurrency?: number;
  /** Name of a stored credential. */
  credential?: string;
  features?: Features;
};

export type CheckOptions = {
  /** What every response must meet; a request may add its own. */
  requirements: string[];
};

export type CheckOptionsInput = {
  /** What every response must meet; a request may add its own. */
  requirements?: string[];
};

export type CheckQuestion = {
  question: string;
  answers: string[];
  /** Which of the answers is right, counted from 0. */
  correct: number;
  explanation: string;
};

export type CheckQuestionInput = {
  question: string;
  answers: string[];
  /** Which of the answers is right, counted from 0. */
  correct: number;
  explanation?: string;
};

export type Choice = 'left' | 'right' | 'tie' | 'both_good' | 'both_bad';

export type Choices = {
  tie: boolean;
  both_good: boolean;
  both_bad: boolean;
  /** A and B each come as "better" and "much better". */
  strength: boolean;
};

export type ChoicesInput = {
  tie?: boolean;
  both_good?: boolean;
  both_bad?: boolean;
  /** A and B each come as "better" and "much better". */
  strength?: boolean;
};

export type ClassMeasure = {
  label: string;
  precision: Measure;
  recall: Measure;
  f1: Measure;
  support: number;
};

/** A step is wrong where any critic says so, where more than half of those do who said anything of it, or where all of them do. */
export type Combine = 'any' | 'majority' | 'all';

export type Comparison = {
  /** A comparison id, cpr_ and 26 characters. */
  id: string;
  prompt: string | Message[];
  response_a: string;
  /** Empty in a campaign of single responses, like model_b. */
  response_b: string;
  model_a: string;
  model_b: string;
  tags: string[];
  gold: Gold | null;
  rating_count: number;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type ComparisonInput = {
  prompt: string | Message[];
  response_a: string;
  /** Left out in a campaign of single responses. */
  response_b?: string;
  model_a: string;
  /** Left out in a campaign of single responses. */
  model_b?: string;
  /** Categories it belongs to; each gets a board of its own. */
  tags?: string[];
  gold?: Gold | null;
};

export type ComparisonPage = {
  data: Comparison[];
  next_cursor: string | null;
};

export type ComparisonsCreate = {
  comparisons: ComparisonInput[];
};

export type ComparisonsCreated = {
  ids: string[];
};

export type ComparisonsDrawn = {
  /** Items looked at in this call. */
  items: number;
  added: number;
  /** Comparisons of the same responses that were there already. */
  repeated: number;
  /** Left out: a response is longer than the 200,000 characters shown to raters. */
  too_long: number;
  /** Call again with it as `cursor`; null: all items were looked at. */
  next_cursor: string | null;
};

export type ComparisonsFromResponses = {
  /** A dataset id, ds_ and 26 characters. */
  dataset_id: string;
  /** Only their responses; empty: all. */
  models?: string[];
  /** Which attempt of a model stands for it. `each`: every attempt is a contestant of its own, named "<model>, attempt <n>". */
  attempts?: 'first' | 'last' | 'each';
  /** Of each item: every pair, or some at random. In a campaign of single responses: every response, or some. */
  pairs?: 'all' | 'random';
  /** How many of each item, for `random`. */
  per_item?: number;
  seed?: number;
  /** The field of the items' metadata whose text, or list of texts, becomes the comparisons' tags. */
  tags_from?: string | null;
  /** `next_cursor` of the call before. */
  cursor?: string | null;
};

export type Completion = {
  code: string;
  url: string | null;
};

export type ContentType = 'text' | 'markdown' | 'code' | 'json' | 'chat' | 'image' | 'audio' | 'video';

export type Credential = {
  /** A credential id, crd_ and 26 characters. */
  id: string;
  name: string;
  bound_to: string;
  /** Empty where the secret is short. */
  last_four: string;
  /** Version of the master key that seals it. */
  key_version: number;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type CredentialCreate = {
  name: string;
  /** The one place this key may be sent to: a preset, "anthropic", or the origin of a base URL (https://models.example.com). */
  bound_to: string;
  /** Never shown again. */
  secret: string;
};

export type CredentialPage = {
  data: Credential[];
  next_cursor: string | null;
};

export type Criterion = {
  name: string;
  description: string;
  weight: number;
  scale: Scale;
};

export type CriterionInput = {
  name: string;
  description?: string;
  weight?: number;
  scale?: ScaleInput;
};

export type Critic = {
  name: string;
  panel: CriticMember[];
  /** Version of the prompt: a file of schema/prompts/critique. */
  prompt: string;
  /** What the critics should look at, in words. */
  instructions: string;
  split: Split;
  combine: Combine;
  /** A wrong equation stands, whatever the models say: it was computed. */
  arithmetic_decides: boolean;
  asking: CriticAsking;
  /** A critic id, crt_ and 26 characters. */
  id: string;
  version: number;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type CriticAsking = {
  /** Asks of each model, each with its own seed. */
  repeats: number;
  temperature: number;
  max_tokens: number;
  /** Ask once more after a reply that cannot be read. */
  repair: boolean;
};

export type CriticAskingInput = {
  /** Asks of each model, each with its own seed. */
  repeats?: number;
  temperature?: number;
  max_tokens?: number;
  /** Ask once more after a reply that cannot be read. */
  repair?: boolean;
};

export type CriticCreate = {
  name: string;
  panel: CriticMemberInput[];
  /** Version of the prompt: a file of schema/prompts/critique. */
  prompt?: string;
  /** What the critics should look at, in words. */
  instructions?: string;
  split?: Split;
  combine?: Combine;
  /** A wrong equation stands, whatever the models say: it was computed. */
  arithmetic_decides?: boolean;
  asking?: CriticAskingInput;
};

export type CriticEvaluation = {
  /** A critic_evaluation id, cev_ and 26 characters. */
  id: string;
  /** A critic id, crt_ and 26 characters. */
  critic_id: string;
  name: string;
  measure: 'errors' | 'gain';
  source: Record<string, unknown>;
  gain: GainOptions | null;
  cluster: string | null;
  /** Cancel, resume and read it at /v1/critique-batches. */
  batch_id: string;
  seed: number;
  state: EvaluationState;
  message: string | null;
  result: CriticEvaluationResult | null;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
  finished_at: number | null;
};

export type CriticEvaluationCreate = {
  source: CriticEvaluationSource;
  /** Measure the refinement gain instead: source dataset. `correct` of a response is taken as it is. */
  gain?: GainOptionsInput;
  /** A field of the items' metadata: solutions that share its value are resampled together; else an item's. */
  cluster?: string;
  /** Whether the critic sees the reference answer; where it does, its critique may give the answer away. */
  show_reference?: boolean;
  seed?: number;
  name?: string;
  /** Stop at this cost, in the currency of the members' prices. What is under way is still finished. */
  cost_ceiling?: number | null;
  /** Model calls that may go out in any minute. */
  calls_per_minute?: number | null;
  /** Model calls open at once, over all invocations. What makes no calls does not go by it. */
  concurrency?: number;
};

export type CriticEvaluationPage = {
  data: CriticEvaluation[];
  next_cursor: string | null;
};

export type CriticEvaluationResult = ErrorsResult | GainResult;

/** dataset: its responses are critiqued by a batch first; `metadata.label` of a response is its first wrong step (0: all are right), or `metadata.step_labels` has true or false for each step, null where nobody looked. batch: a batch of critiques that was run, of a dataset, of requests with the same `metadata`, or of critiques of such. samples: given here. */
export type CriticEvaluationSource = {
  kind: 'dataset';
  /** A dataset id, ds_ and 26 characters. */
  dataset_id: string;
  models?: string[];
} | {
  kind: 'batch';
  /** A batch id, bat_ and 26 characters. */
  batch_id: string;
} | {
  kind: 'samples';
  samples: AnnotatedSolution[];
};

export type CriticMember = ArithmeticCritic | JudgeCritic | ChatProvider | AnthropicProvider | WorkersAiProvider | RunnerProvider;

export type CriticMemberInput = ArithmeticCriticInput | JudgeCritic | ChatProviderInput | AnthropicProviderInput | WorkersAiProviderInput | RunnerProviderInput;

export type CriticPage = {
  data: Critic[];
  next_cursor: string | null;
};

export type Critique = {
  /** A critique id, crq_ and 26 characters. */
  id: string;
  /** A critic id, crt_ and 26 characters. */
  critic_id: string;
  critic_version: number;
  request: CritiqueRequest;
  readings: Reading[];
  result: CritiqueResult;
  calls: number;
  input_tokens: number;
  output_tokens: number;
  cost: number | null;
  latency_ms: number;
  /** SHA-256 of the prompt file and the instructions. */
  prompt_hash: string;
  refinement_id: string | null;
  batch_id: string | null;
  redacted_at: number | null;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type CritiqueBatch = {
  /** A batch id, bat_ and 26 characters. */
  id: string;
  /** A critic id, crt_ and 26 characters. */
  critic_id: string;
  /** revisions: each response is critiqued, then revised with its critique and without. */
  makes: 'critiques' | 'revisions';
  source: {
    kind: 'dataset';
    /** A dataset id, ds_ and 26 characters. */
    dataset_id: string;
    /** Whose responses; all models unless given. Mode pair compares every two of them, A being the one named first; mode rank ranks them all. */
    models?: string[];
  } | {
    kind: 'critiques';
    /** A batch id, bat_ and 26 characters. */
    batch_id: string;
  } | {
    kind: 'requests';
  } | {
    kind: 'upload';
  };
  name: string;
  state: BatchState;
  /** Why it stopped. */
  message: string | null;
  /** Tasks planned; it grows while planning. */
  total: number;
  done: number;
  /** Given up after five attempts or for a reason that will not pass. */
  dead: number;
  /** Of those done. */
  unreadable: number;
  calls: number;
  input_tokens: number;
  output_tokens: number;
  cost: number;
  cost_ceiling: number | null;
  calls_per_minute: number | null;
  concurrency: number;
  /** Time left at the pace of this run; null while unknown. */
  eta_ms: number | null;
  /** upload: lines that are no request that can be worked on. */
  lines_bad: number;
  /** The first 100 bad lines. */
  errors: LineError[];
  /** dataset: items with too few responses to compare. */
  passed_over: number;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
  /** Milliseconds since 1970-01-01 UTC. */
  updated_at: number;
  finished_at: number | null;
  show_reference: boolean;
  /** Of those done: nobody had anything to check. */
  undecided: number;
};

export type CritiqueBatchCreate = {
  /** A critic id, crt_ and 26 characters. */
  critic_id: string;
  source: CritiqueBatchSource;
  /** dataset: whether critics see the reference answer of an item. */
  show_reference?: boolean;
  name?: string;
  /** Stop at this cost, in the currency of the members' prices. What is under way is still finished. */
  cost_ceiling?: number | null;
  /** Model calls that may go out in any minute. */
  calls_per_minute?: number | null;
  /** Model calls open at once, over all invocations. What makes no calls does not go by it. */
  concurrency?: number;
};

export type CritiqueBatchPage = {
  data: CritiqueBatch[];
  next_cursor: string | null;
};

export type CritiqueBatchResult = {
  n: number;
  of: BatchTaskOf;
  state: 'done' | 'dead';
  error: string | null;
  critique: Critique | null;
};

export type CritiqueBatchRetried = {
  retried: number;
  batch: CritiqueBatch;
};

/** dataset: every response of it; `metadata.steps` of a response, where it has them, are its steps. critiques: every critique of another batch is critiqued. requests: given here. upload: JSONL, one request a line, sent as parts. */
export type CritiqueBatchSource = {
  kind: 'dataset';
  /** A dataset id, ds_ and 26 characters. */
  dataset_id: string;
  /** Whose responses; all models unless given. Mode pair compares every two of them, A being the one named first; mode rank ranks them all. */
  models?: string[];
} | {
  kind: 'critiques';
  /** A batch id, bat_ and 26 characters. */
  batch_id: string;
} | {
  kind: 'requests';
  requests: CritiqueRequestInput[];
} | {
  kind: 'upload';
};

export type CritiqueCreate = {
  /** A critic id, crt_ and 26 characters. */
  critic_id: string;
  prompt?: string | ChatMessage[];
  /** What is critiqued; it is cut into steps. */
  response?: string;
  /** Steps as given. */
  steps?: string[];
  /** Instead of the critic's. */
  split?: Split;
  reference?: string | null;
  /** Critique this critique: is each point valid, was an error missed? With a critique_id, the response may be left out. */
  target?: CritiqueTargetInput;
  /** The steps that are known to be wrong: the target is measured against them. */
  annotated_errors?: number[];
  /** Free JSON, kept and returned as given. */
  metadata?: Record<string, unknown>;
  seed?: number;
  provider_keys?: ProviderKeys;
};

export type CritiquePage = {
  data: Critique[];
  next_cursor: string | null;
};

export type CritiqueReplay = {
  data: {
    /** A critique id, crq_ and 26 characters. */
    critique_id: string;
    old: CritiqueResult;
    /** null where it cannot be replayed; `reason` says why. */
    new: CritiqueResult | null;
    changed: boolean | null;
    reason: string | null;
  }[];
  next_cursor: string | null;
};

export type CritiqueReplayCreate = {
  /** Whose critiques; its own where it is left out. */
  from_critic_id?: string;
  limit?: number;
  cursor?: string;
};

export type CritiqueRequest = {
  prompt?: string | ChatMessage[];
  /** What is critiqued; it is cut into steps. */
  response?: string;
  /** Steps as given. */
  steps?: string[];
  /** Instead of the critic's. */
  split?: Split;
  reference: string | null;
  /** Critique this critique: is each point valid, was an error missed? With a critique_id, the response may be left out. */
  target?: CritiqueTarget;
  /** The steps that are known to be wrong: the target is measured against them. */
  annotated_errors?: number[];
  /** Free JSON, kept and returned as given. */
  metadata: Record<string, unknown>;
  seed: number;
};

export type CritiqueRequestInput = {
  prompt?: string | ChatMessage[];
  /** What is critiqued; it is cut into steps. */
  response?: string;
  /** Steps as given. */
  steps?: string[];
  /** Instead of the critic's. */
  split?: Split;
  reference?: string | null;
  /** Critique this critique: is each point valid, was an error missed? With a critique_id, the response may be left out. */
  target?: CritiqueTargetInput;
  /** The steps that are known to be wrong: the target is measured against them. */
  annotated_errors?: number[];
  /** Free JSON, kept and returned as given. */
  metadata?: Record<string, unknown>;
  seed?: number;
};

export type CritiqueResult = {
  steps: CritiquedStep[];
  /** The first step that is wrong, from 1. */
  first_error: number | null;
  /** undecided: no critic could be read, or none had anything to check. */
  decision: 'keep' | 'revise' | 'undecided';
  /** Mean of the scores that critics gave; of arithmetic, the share of steps that hold. */
  score: number | null;
  summary: string;
  unreadable: number;
  failed: number;
  target: TargetResult | null;
};

export type CritiqueTarget = {
  /** A critique id, crq_ and 26 characters. */
  critique_id?: string;
  points?: GivenPoint[];
  summary: string;
};

export type CritiqueTargetInput = {
  /** A critique id, crq_ and 26 characters. */
  critique_id?: string;
  points?: GivenPointInput[];
  summary?: string;
};

export type CritiquedStep = {
  /** From 1. */
  step: number;
  text: string;
  verdict: StepVerdict;
  kind: ErrorKind | null;
  /** What is wrong with it. */
  what: string;
  /** How to mend it. */
  fix: string;
  votes: {
    correct: number;
    wrong: number;
    doubtful: number;
  };
  /** The critics that say so. */
  members: number[];
};

export type Dataset = {
  /** A dataset id, ds_ and 26 characters. */
  id: string;
  name: string;
  description: string;
  item_count: number;
  response_count: number;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
  /** Milliseconds since 1970-01-01 UTC. */
  updated_at: number;
};

export type DatasetCreate = {
  name: string;
  description?: string;
};

export type DatasetPage = {
  data: Dataset[];
  next_cursor: string | null;
};

export type Deleted = {
  id: string;
  deleted: true;
};

export type Detector = 'time-too-short' | 'one-sided' | 'straight-lining' | 'burst' | 'duplicate-network' | 'collusion' | 'gold-failed' | 'favoritism' | 'outlier';

export type Dynamics = {
  model: string | null;
  task: string | null;
  strategy: string | null;
  iteration: number | null;
  temperature: number | null;
  questions: number;
  /** Samples a question: as many as the question with fewest has. */
  k: number;
  /** Accuracy of the attempts at temperature 0; null without any. */
  greedy: Measure | null;
  pass_at_1: Measure;
  pass_at_k: Measure;
  /** pass_at_k minus greedy: what is left to learn from. */
  gap: Measure | null;
  /** Share of questions with at least s different right answers among k. */
  pass_at_k_s: {
    s: number;
    value: Measure;
  }[];
  /** Share of questions whose s samples of highest reward are all right; empty without rewards. */
  reward_at_k_s: {
    s: number;
    value: Measure;
  }[];
  /** Share of questions with a right sample among the two of highest reward. */
  reward_pass_at_2: Measure | null;
  /** Different equations over equations of right answers, by question; null where none has any. */
  diversity: Measure | null;
  /** 1 − std/mean of how many samples each question selects. */
  uniformity: number | null;
  /** n*: different right answers wanted of a question. */
  target: number;
  /** A sample is selected above this reward. */
  threshold: number;
  /** Samples selected, a question. */
  selected: Measure;
  /** Share of the selected samples that are right. */
  selected_accuracy: Measure;
  /** min(n'/n*, 1), n' different right answers among the selected. */
  quantity: Measure;
  /** n'/n, n samples selected; only questions that select any. */
  quality: Measure;
  /** The query effect, quantity × quality of each question, averaged. */
  balance_score: Measure;
};

export type DynamicsOptions = {
  target?: number;
  threshold?: number;
  s?: number[];
};

export type EdgeConformal = {
  /** Highest share wrong among accepted verdicts. */
  alpha: number;
  /** Chance that the promise fails. */
  delta: number;
  /** Of the larger of p and 1 − p, p the calibrated probability of the use. */
  threshold: number | null;
  coverage: number | null;
  risk: number | null;
  /** Held-out verdicts that chose it. */
  items: number;
};

export type EdgeFile = {
  sha256: string;
  size_bytes: number;
};

export type EdgeLineage = {
  recipe: string;
  job_id: string | null;
  base_model: string | null;
  /** Reproduces it. */
  command: string;
};

export type EdgeManifest = {
  format_version: 1;
  name: string;
  /** What it judges, and where it fails. */
  description: string;
  max_tokens: number;
  template: EdgeTemplate;
  /** model.onnx has an output of the name of every head that is not null. */
  heads: {
    reward: RewardHead;
    grades: GradesHead | null;
    steps: StepsHead | null;
  };
  conformal: {
    score: EdgeConformal | null;
    pair: EdgeConformal | null;
    steps: EdgeConformal | null;
  };
  parameters: number;
  opset: number;
  files: {
    model: EdgeFile;
    tokenizer: EdgeFile;
  };
  trained_on: {
    name: string;
    license: string;
    items: number;
    /** Of the file that was read; null for rows of the project. */
    sha256: string | null;
    url: string | null;
  }[];
  metrics: {
    name: string;
    /** What it was measured on. */
    on: string;
    value: number | null;
    low: number | null;
    high: number | null;
    n: number;
  }[];
  license: string;
  lineage: EdgeLineage;
};

export type EdgeModel = {
  /** What a judge's provider names as `model`. */
  id: string;
  /** Of manifest.json. */
  sha256: string;
  source: 'starter' | 'job';
  job_id: string | null;
  manifest: EdgeManifest;
  created_at: number | null;
};

export type EdgeModelCreate = {
  /** A finished job with the artifacts manifest.json, model.onnx and tokenizer.json. */
  job_id: string;
};

export type EdgeModelPage = {
  data: EdgeModel[];
  next_cursor: string | null;
};

export type EdgeProvider = {
  kind: 'edge';
  /** A starter model by its name, or an edge model of the project by its id. */
  model: string;
  /** The model's hash; filled in when the judge is made. */
  sha256?: string;
};

export type EdgeTemplate = {
  /** A token of the vocabulary, as the other three are. */
  cls: string;
  sep: string;
  /** Stands after every step; step scores are read there. */
  step: string;
  pad: string;
  /** Where no steps are given: every non-empty line of the response is a step, or the whole of it is one. */
  split: 'lines' | 'none';
};

/** calculation: a sum is wrong; unit: units do not fit; unsupported: comes from nowhere; logic: does not follow; misread: not what was asked; missing: something is left out; format; other. */
export type ErrorKind = 'calculation' | 'unit' | 'unsupported' | 'logic' | 'misread' | 'missing' | 'format' | 'other';

export type ErrorsResult = {
  measure: 'errors';
  /** Solutions in the shares below; `n` of a measure counts clusters. */
  n: number;
  clusters: number;
  /** Solutions of which no critic could be read: in no share. */
  unreadable: number;
  unlabeled: number;
  /** Solutions that got no critique. */
  failed: number;
  /** Of the solutions with an error: the first wrong step is found. */
  error_accuracy: Measure;
  /** Of the right solutions: no step is called wrong. */
  correct_accuracy: Measure;
  /** Harmonic mean of the two. */
  f1: Measure;
  /** Of the solutions with an error, those with any step called wrong. */
  detection: Measure;
  /** Of the solutions with a step called wrong, those with an error. */
  precision: Measure;
  steps: NamedErrors;
  /** Where critiques were critiqued. */
  target: {
    /** Of the critiques that were critiqued. */
    before: NamedErrors;
    /** Of what stands after: valid points and missed errors. */
    after: NamedErrors;
    /** Of the points found valid or invalid, those that are so. */
    points_right: Measure;
    /** Of the annotated errors that no point names, those found. */
    missed_found: Measure;
  } | null;
  calls: number;
  cost: number | null;
};

export type Escalation = {
  to: 'judge';
  /** A judge id, jdg_ and 26 characters. */
  judge_id: string;
  /** Escalate below this probability, or on abstention. */
  below: number | null;
} | {
  to: 'campaign';
  /** Pairs become comparisons for its raters. */
  campaign_id: string;
  below: number | null;
};

export type EscalationInput = {
  to: 'judge';
  /** A judge id, jdg_ and 26 characters. */
  judge_id: string;
  /** Escalate below this probability, or on abstention. */
  below?: number | null;
} | {
  to: 'campaign';
  /** Pairs become comparisons for its raters. */
  campaign_id: string;
  below?: number | null;
};

export type Evaluation = {
  /** A evaluation id, evl_ and 26 characters. */
  id: string;
  /** A judge id, jdg_ and 26 characters. */
  judge_id: string;
  name: string;
  source: Record<string, unknown>;
  batch_id: string | null;
  compare_to: string | null;
  seed: number;
  state: EvaluationState;
  message: string | null;
  result: EvaluationResult | null;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
  finished_at: number | null;
};

export type EvaluationCreate = {
  name?: string;
  source: EvaluationSource;
  /** Another judge of the same mode, on the same items. */
  compare_to?: string;
  /** A field of the items' metadata: items that share its value are resampled together. */
  cluster?: string;
  seed?: number;
};

export type EvaluationPage = {
  data: Evaluation[];
  next_cursor: string | null;
};

export type EvaluationResult = {
  mode: ModeName;
  /** Labeled items with a judgment. */
  items: number;
  clusters: number;
  /** Judgments left out because their item has no label for this mode. */
  unlabeled: number;
  /** Items of the batch that got no judgment. */
  failed: number;
  /** Share with a verdict: neither abstained nor unreadable. */
  decided: Measure;
  abstained: Measure;
  unreadable: Measure;
  /** Share of single replies that held no verdict. */
  unreadable_readings: Measure;
  /** Right among decided verdicts. */
  accuracy: Measure;
  /** Right among all items; no verdict is not right. */
  accuracy_of_all: Measure;
  /** Cohen's kappa with the labels, decided verdicts. */
  kappa: Measure;
  /** Krippendorff's alpha with the labels, decided verdicts. */
  alpha: Measure;
  classes: ClassMeasure[];
  macro_f1: Measure;
  confusion: {
    label: string;
    outcome: string;
    count: number;
  }[];
  position: {
    /** Share of pairs asked in both orders that got the same verdict. */
    consistency: Measure;
    /** Share of decisive replies for the response shown first; 0.5 is no bias. */
    first: Measure;
  } | null;
  length: {
    /** Change of the log-odds for A per doubling of its length against B, the label held fixed. */
    coefficient: Measure;
    /** Share of decisive verdicts for the longer response. */
    longer: Measure;
    longer_in_labels: Measure;
  } | null;
  /** Where a response was written by a model of the judge's own panel. */
  self_preference: {
    model: string;
    /** Share of its responses that the judge preferred. */
    preferred: Measure;
    /** Share that the labels prefer. */
    deserved: Measure;
    difference: Measure;
  }[] | null;
  /** Share of empty or meaningless responses (or marked `null_answer` in metadata) the judge accepted. */
  null_answers: Measure | null;
  probabilities: {
    before: CalibrationError;
    /** By the judge's calibration, or by one fitted on the other folds of these items. */
    after: CalibrationError | null;
  } | null;
  /** Share wrong among the surest verdicts, by how many are accepted. */
  risk_coverage: {
    points: RiskCoveragePoint[];
    area: Measure;
  } | null;
  /** score, rubric: against numeric labels. */
  scores: {
    pearson: Measure;
    spearman: Measure;
    kendall: Measure;
    mae: Measure;
  } | null;
  ranking: {
    best: Measure;
    kendall: Measure;
  } | null;
  calls: number;
  cost: number | null;
  cost_per_correct: Measure | null;
  latency_ms_per_correct: Measure;
  comparison: {
    /** A judge id, jdg_ and 26 characters. */
    judge_id: string;
    of: 'accuracy' | 'mean_absolute_error';
    /** Items that both judged; no verdict is not right. */
    items: number;
    /** Items on which only this judge was right (or nearer). */
    this_only: number;
    other_only: number;
    this_value: Measure;
    other_value: Measure;
    /** This minus the other, item by item. */
    difference: Measure;
    p_value: number | null;
    method: string;
  } | null;
};

/** dataset: a batch judges its labeled items first. batch: one that was run over a dataset. ledger: the newest judgment of each item, by `metadata.item_id` of its request. judgments: labels given here. */
export type EvaluationSource = {
  kind: 'dataset';
  /** A dataset id, ds_ and 26 characters. */
  dataset_id: string;
  models?: string[];
} | {
  kind: 'batch';
  /** A batch id, bat_ and 26 characters. */
  batch_id: string;
  /** The batch of the judge in `compare_to`. */
  compare_batch_id?: string;
} | {
  kind: 'ledger';
  /** A dataset id, ds_ and 26 characters. */
  dataset_id: string;
} | {
  kind: 'judgments';
  judgments: {
    /** A judgment id, jmt_ and 26 characters. */
    judgment_id: string;
    label: GoldLabel;
    /** Joins the judgments of two judges. */
    item?: string;
    cluster?: string;
  }[];
};

export type EvaluationState = 'running' | 'done' | 'failed';

export type EventsAppend = {
  /** The number of the lease; a newer lease has a higher one. */
  fence: number;
  events: {
    seq: number;
    /** Milliseconds since 1970-01-01 UTC. */
    at: number;
    kind: 'log' | 'metric' | 'progress' | 'artifact' | 'checkpoint' | 'state';
    data: Record<string, unknown>;
  }[];
};

export type EventsAppended = {
  accepted: number;
  duplicates: number;
};

export type Evidence = {
  kind: 'document' | 'tool_trace';
  title: string;
  content: string;
};

export type EvidenceInput = {
  kind?: 'document' | 'tool_trace';
  title?: string;
  content: string;
};

export type Facets = {
  categories: {
    name: string;
    ratings: number;
  }[];
  criteria: {
    name: string;
    ratings: number;
  }[];
  sources: {
    source: string;
    name: string;
    ratings: number;
  }[];
  verified: number;
  held: number;
};

export type Features = {
  logprobs?: boolean;
  json_schema?: boolean;
  seed?: boolean;
};

export type FenceBody = {
  /** The number of the lease; a newer lease has a higher one. */
  fence: number;
};

export type Finish = {
  /** The number of the lease; a newer lease has a higher one. */
  fence: number;
  outcome: 'succeeded' | 'failed' | 'cancelled' | 'released';
  result?: JobResult | null;
  error?: JobError | null;
};

export type Finished = {
  state: JobState;
};

export type GainArms = {
  with_critique: Measure;
  without: Measure;
  difference: Measure;
};

export type GainOptions = {
  /** What revises: once with the critique, once without. */
  model: ProviderConfig;
  /** Mode reference or check, such as a rule: says which answers are right. */
  judge_id: string;
  /** How a revision without the critique is asked for: the question again, or words of doubt or trust. */
  without: 'reask' | 'doubt' | 'trust';
  temperature: number;
  max_tokens: number;
};

export type GainOptionsInput = {
  /** What revises: once with the critique, once without. */
  model: ProviderConfigInput;
  /** Mode reference or check, such as a rule: says which answers are right. */
  judge_id: string;
  /** How a revision without the critique is asked for: the question again, or words of doubt or trust. */
  without?: 'reask' | 'doubt' | 'trust';
  temperature?: number;
  max_tokens?: number;
};

export type GainResult = {
  measure: 'gain';
  /** Responses whose both revisions were graded. */
  n: number;
  clusters: number;
  /** Responses of which no critic could be read: in no share. */
  unreadable: number;
  failed: number;
  ungraded: {
    first: number;
    with_critique: number;
    without: number;
  };
  /** Share right before revision. */
  first: Measure;
  with_critique: Measure;
  without: Measure;
  /** With the critique minus without, on the same responses. */
  gain: Measure;
  /** Responses right only with the critique. */
  only_with: number;
  only_without: number;
  p_value: number;
  method: string;
  /** Of the responses wrong at first, those right after. */
  repaired: GainArms;
  /** Of the responses right at first, those wrong after. */
  broken: GainArms;
  /** Share of decisions (keep, revise) that are the truth; of right and of wrong responses. */
  discrimination: {
    all: Measure;
    right: Measure;
    wrong: Measure;
  };
  calls: number;
  cost: number | null;
};

export type Gate = {
  /** Requests that both judged and a label says who was right on. */
  labeled: number;
  /** Requests that both judged and that have no label yet. */
  waiting: number;
  /** How often the judge in the shadow was right. */
  agreement: Measure;
  /** How often the judge in use was. */
  current_agreement: Measure;
  /** Evidence for promoting it; promoted once it reaches the threshold. */
  promote: number;
  reject: number;
  /** 1 / error (Ville 1939). */
  threshold: number;
  decided_after: number | null;
};

export type GivenPoint = {
  step: number;
  verdict: 'wrong' | 'doubtful';
  what: string;
  fix: string;
};

export type GivenPointInput = {
  step: number;
  verdict?: 'wrong' | 'doubtful';
  what: string;
  fix?: string;
};

/** The answer that a careful rater gives; such comparisons count on no board. */
export type Gold = '1' | '2' | '3' | '4' | '5' | 'a' | 'b' | 'tie' | 'both_good' | 'both_bad';

export type GoldLabel = string | number | boolean | number[];

export type GradesHead = {
  labels: number[];
  temperature: number;
};

export type Habit = 'verification' | 'backtracking' | 'subgoals' | 'backward_chaining';

export type HabitAgreement = {
  habit: Habit;
  /** Cohen's kappa of whether the habit shows. */
  kappa: Measure;
  /** Of the counts, disagreement weighed by its square. */
  weighted_kappa: Measure;
  precision: Measure;
  recall: Measure;
  f1: Measure;
};

export type HabitMeasure = {
  habit: Habit;
  /** Occurrences a text. */
  mean: Measure;
  /** Share of texts in which it shows at all. */
  share: Measure;
  /** Long texts show more of everything; this does not. */
  per_100_words: Measure;
};

export type HeadToHead = {
  a: string;
  b: string;
  rank_a: number | null;
  rank_b: number | null;
  /** score of a − score of b, on the method's scale. */
  difference: number | null;
  /** a's share of points against b by the scores. */
  predicted: number | null;
  direct: {
    wins_a: number;
    wins_b: number;
    ties: number;
    both_good: number;
    both_bad: number;
  };
  /** a's share of points against b; null where they never met. */
  share: number | null;
  low: number | null;
  high: number | null;
  /** Opponents of both, those met most first. */
  common: {
    model: string;
    share_a: number;
    games_a: number;
    share_b: number;
    games_b: number;
    speaks_for: 'a' | 'b' | 'neither';
  }[];
};

export type Health = {
  ok: boolean;
  version: string;
  bindings: {
    database: {
      ok: boolean;
      detail: string | null;
    };
    files: {
      ok: boolean;
      detail: string | null;
    };
    queues: {
      ok: boolean;
      detail: string | null;
    };
    edge_judge: {
      ok: boolean;
      detail: string | null;
    };
  };
  migrations: {
    applied: number;
    latest: string | null;
  };
  runner: {
    connected: boolean;
    count: number;
    last_seen_at: number | null;
  };
};

export type Heartbeat = {
  /** The number of the lease; a newer lease has a higher one. */
  fence: number;
  progress?: number | null;
  message?: string | null;
};

export type HeartbeatAnswer = {
  /** Milliseconds since 1970-01-01 UTC. */
  lease_expires_at: number;
  cancel: boolean;
};

export type Invitation = {
  /** A rater id, rtr_ and 26 characters. */
  rater_id: string;
  label: string;
  rating_url: string;
  rated_count: number;
  last_rated_at: number | null;
  /** When the rater was first told that they are done. */
  completed_at: number | null;
  revoked_at: number | null;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type InvitationPage = {
  data: Invitation[];
  next_cursor: string | null;
};

export type InvitationsCreate = {
  /** Whom each is for, e.g. a name; raters never see it. */
  labels?: string[];
  count?: number;
};

export type InvitationsCreated = {
  invitations: Invitation[];
};

export type Item = {
  /** A item id, itm_ and 26 characters. */
  id: string;
  external_id: string | null;
  prompt: string | Message[];
  reference: string | null;
  /** Free JSON, kept and returned as given. */
  metadata: Record<string, unknown>;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type ItemInput = {
  external_id?: string;
  prompt: string | Message[];
  reference?: string | null;
  /** Free JSON, kept and returned as given. */
  metadata?: Record<string, unknown>;
};

export type ItemPage = {
  data: Item[];
  next_cursor: string | null;
};

export type ItemsCreate = {
  items: ItemInput[];
};

export type ItemsCreated = {
  ids: string[];
};

export type Job = {
  /** A job id, job_ and 26 characters. */
  id: string;
  name: string;
  recipe: string;
  params: Record<string, unknown>;
  labels: string[];
  seed: number;
  state: JobState;
  progress: number | null;
  message: string | null;
  attempt: number;
  max_attempts: number;
  runner: string | null;
  cancel_requested: boolean;
  inputs: JobInput[];
  result: Record<string, unknown> | null;
  error: JobError | null;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
};

export type JobCreate = {
  recipe: string;
  params?: Record<string, unknown>;
  name?: string;
  /** Labels a runner must carry to take this job, like gpu:h100. */
  labels?: string[];
  max_attempts?: number;
  seed?: number;
};

export type JobError = {
  class: 'retryable' | 'fatal';
  message: string;
};

export type JobEvent = {
  fence: number;
  seq: number;
  /** Milliseconds since 1970-01-01 UTC. */
  at: number;
  kind: 'log' | 'metric' | 'progress' | 'artifact' | 'checkpoint' | 'state';
  data: Record<string, unknown>;
};

export type JobEventPage = {
  data: JobEvent[];
  next_cursor: string | null;
};

export type JobInput = {
  name: string;
  kind: 'dataset' | 'model_file';
  /** For model files: the path inside the model folder. */
  path?: string;
  sha256: string;
  size_bytes: number;
};

export type JobPage = {
  data: Job[];
  next_cursor: string | null;
};

export type JobResult = {
  metrics?: Record<string, unknown>;
  /** A artifact id, art_ and 26 characters. */
  responses?: string;
  models?: {
    name: string;
    files: {
      path: string;
      /** A artifact id, art_ and 26 characters. */
      artifact_id: string;
    }[];
    lineage: Lineage;
  }[];
};

export type JobState = 'queued' | 'ready' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'dead';

export type Judge = {
  name: string;
  /** Version of the prompt: a file of schema/prompts/<mode>. */
  prompt: string;
  /** What the judge should look at, in words. */
  instructions: string;
  asking: Asking;
  policy: Policy;
  mode: 'score';
  options: ScoreOptions;
  panel: ProviderConfig[];
  /** A judge id, jdg_ and 26 characters. */
  id: string;
  version: number;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
} | {
  name: string;
  /** Version of the prompt: a file of schema/prompts/<mode>. */
  prompt: string;
  /** What the judge should look at, in words. */
  instructions: string;
  asking: Asking;
  policy: Policy;
  mode: 'pair';
  options: PairOptions;
  panel: ProviderConfig[];
  /** A judge id, jdg_ and 26 characters. */
  id: string;
  version: number;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
} | {
  name: string;
  /** Version of the prompt: a file of schema/prompts/<mode>. */
  prompt: string;
  /** What the judge should look at, in words. */
  instructions: string;
  asking: Asking;
  policy: Policy;
  mode: 'rank';
  options: RankOptions;
  panel: ProviderConfig[];
  /** A judge id, jdg_ and 26 characters. */
  id: string;
  version: number;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
} | {
  name: string;
  /** Version of the prompt: a file of schema/prompts/<mode>. */
  prompt: string;
  /** What the judge should look at, in words. */
  instructions: string;
  asking: Asking;
  policy: Policy;
  mode: 'rubric';
  options: RubricOptions;
  panel: ProviderConfig[];
  /** A judge id, jdg_ and 26 characters. */
  id: string;
  version: number;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
} | {
  name: string;
  /** Version of the prompt: a file of schema/prompts/<mode>. */
  prompt: string;
  /** What the judge should look at, in words. */
  instructions: string;
  asking: Asking;
  policy: Policy;
  mode: 'reference';
  options: ReferenceOptions;
  panel: ProviderConfig[];
  /** A judge id, jdg_ and 26 characters. */
  id: string;
  version: number;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
} | {
  name: string;
  /** Version of the prompt: a file of schema/prompts/<mode>. */
  prompt: string;
  /** What the judge should look at, in words. */
  instructions: string;
  asking: Asking;
  policy: Policy;
  mode: 'steps';
  options: StepsOptions;
  panel: ProviderConfig[];
  /** A judge id, jdg_ and 26 characters. */
  id: string;
  version: number;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
} | {
  name: string;
  /** Version of the prompt: a file of schema/prompts/<mode>. */
  prompt: string;
  /** What the judge should look at, in words. */
  instructions: string;
  asking: Asking;
  policy: Policy;
  mode: 'check';
  options: CheckOptions;
  panel: ProviderConfig[];
  /** A judge id, jdg_ and 26 characters. */
  id: string;
  version: number;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type JudgeCreate = {
  name: string;
  /** Version of the prompt: a file of schema/prompts/<mode>. */
  prompt?: string;
  /** What the judge should look at, in words. */
  instructions?: string;
  asking?: AskingInput;
  policy?: PolicyInput;
  mode: 'score';
  options?: ScoreOptionsInput;
  /** Short for a panel of one. */
  provider?: ProviderConfigInput;
  /** Several models make a jury. */
  panel?: ProviderConfigInput[];
} | {
  name: string;
  /** Version of the prompt: a file of schema/prompts/<mode>. */
  prompt?: string;
  /** What the judge should look at, in words. */
  instructions?: string;
  asking?: AskingInput;
  policy?: PolicyInput;
  mode: 'pair';
  options?: PairOptionsInput;
  /** Short for a panel of one. */
  provider?: ProviderConfigInput;
  /** Several models make a jury. */
  panel?: ProviderConfigInput[];
} | {
  name: string;
  /** Version of the prompt: a file of schema/prompts/<mode>. */
  prompt?: string;
  /** What the judge should look at, in words. */
  instructions?: string;
  asking?: AskingInput;
  policy?: PolicyInput;
  mode: 'rank';
  options?: RankOptionsInput;
  /** Short for a panel of one. */
  provider?: ProviderConfigInput;
  /** Several models make a jury. */
  panel?: ProviderConfigInput[];
} | {
  name: string;
  /** Version of the prompt: a file of schema/prompts/<mode>. */
  prompt?: string;
  /** What the judge should look at, in words. */
  instructions?: string;
  asking?: AskingInput;
  policy?: PolicyInput;
  mode: 'rubric';
  options: RubricOptionsInput;
  /** Short for a panel of one. */
  provider?: ProviderConfigInput;
  /** Several models make a jury. */
  panel?: ProviderConfigInput[];
} | {
  name: string;
  /** Version of the prompt: a file of schema/prompts/<mode>. */
  prompt?: string;
  /** What the judge should look at, in words. */
  instructions?: string;
  asking?: AskingInput;
  policy?: PolicyInput;
  mode: 'reference';
  options?: ReferenceOptions;
  /** Short for a panel of one. */
  provider?: ProviderConfigInput;
  /** Several models make a jury. */
  panel?: ProviderConfigInput[];
} | {
  name: string;
  /** Version of the prompt: a file of schema/prompts/<mode>. */
  prompt?: string;
  /** What the judge should look at, in words. */
  instructions?: string;
  asking?: AskingInput;
  policy?: PolicyInput;
  mode: 'steps';
  options?: StepsOptionsInput;
  /** Short for a panel of one. */
  provider?: ProviderConfigInput;
  /** Several models make a jury. */
  panel?: ProviderConfigInput[];
} | {
  name: string;
  /** Version of the prompt: a file of schema/prompts/<mode>. */
  prompt?: string;
  /** What the judge should look at, in words. */
  instructions?: string;
  asking?: AskingInput;
  policy?: PolicyInput;
  mode: 'check';
  options?: CheckOptionsInput;
  /** Short for a panel of one. */
  provider?: ProviderConfigInput;
  /** Several models make a jury. */
  panel?: ProviderConfigInput[];
};

export type JudgeCritic = {
  kind: 'judge';
  /** A judge id, jdg_ and 26 characters. */
  judge_id: string;
};

export type JudgePage = {
  data: Judge[];
  next_cursor: string | null;
};

export type Judgment = {
  /** A judgment id, jmt_ and 26 characters. */
  id: string;
  /** A judge id, jdg_ and 26 characters. */
  judge_id: string;
  judge_version: number;
  mode: ModeName;
  request: JudgmentRequest;
  readings: Reading[];
  verdict: Verdict;
  /** The stages before this verdict, where a cascade escalated. */
  stages: Stage[];
  /** The judge or the comparison that it went on to. */
  escalated_to: string | null;
  /** Model calls made; 0 for rules. */
  calls: number;
  /** Calls that stopping early or the cache made needless. */
  calls_saved: number;
  input_tokens: number;
  output_tokens: number;
  /** In the currency of the members' prices; null where none is set. */
  cost: number | null;
  latency_ms: number;
  /** SHA-256 of the prompt file, instructions and options. */
  prompt_hash: string;
  cached_from: string | null;
  batch_id: string | null;
  redacted_at: number | null;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type JudgmentCreate = {
  /** A judge id, jdg_ and 26 characters. */
  judge_id: string;
  prompt?: string | ChatMessage[];
  /** score, rubric, reference, steps, check: what is judged. */
  response?: string | ChatMessage[];
  /** pair: two, A then B; rank: three or more. */
  responses?: (string | ChatMessage[])[];
  /** Who wrote each response; never shown to the judge. */
  models?: (string | null)[];
  reference?: string | null;
  /** check */
  requirements?: string[];
  /** steps: as given. */
  steps?: string[];
  evidence?: EvidenceInput[];
  /** The comparison of a campaign that this judges. */
  comparison_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata?: Record<string, unknown>;
  seed?: number;
  /** The same judge, request and seed again takes the readings there are. */
  cache?: 'use' | 'skip';
  provider_keys?: ProviderKeys;
};

export type JudgmentPage = {
  data: Judgment[];
  next_cursor: string | null;
};

export type JudgmentRequest = {
  prompt?: string | ChatMessage[];
  /** score, rubric, reference, steps, check: what is judged. */
  response?: string | ChatMessage[];
  /** pair: two, A then B; rank: three or more. */
  responses?: (string | ChatMessage[])[];
  /** Who wrote each response; never shown to the judge. */
  models?: (string | null)[];
  reference: string | null;
  /** check */
  requirements?: string[];
  /** steps: as given. */
  steps?: string[];
  evidence: Evidence[];
  /** The comparison of a campaign that this judges. */
  comparison_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata: Record<string, unknown>;
  seed: number;
};

export type JudgmentRequestInput = {
  prompt?: string | ChatMessage[];
  /** score, rubric, reference, steps, check: what is judged. */
  response?: string | ChatMessage[];
  /** pair: two, A then B; rank: three or more. */
  responses?: (string | ChatMessage[])[];
  /** Who wrote each response; never shown to the judge. */
  models?: (string | null)[];
  reference?: string | null;
  /** check */
  requirements?: string[];
  /** steps: as given. */
  steps?: string[];
  evidence?: EvidenceInput[];
  /** The comparison of a campaign that this judges. */
  comparison_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata?: Record<string, unknown>;
  seed?: number;
};

export type JuryWeights = {
  outcomes: string[];
  /** By the number of the member, from 0. */
  weights: Record<string, number>;
  penalty: number;
  items: number;
};

export type Key = {
  /** A key id, key_ and 26 characters. */
  id: string;
  name: string;
  scopes: Scope[];
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
};

export type KeyCreate = {
  name: string;
  scopes: Scope[];
  expires_at?: number | null;
};

export type KeyCreated = {
  /** A key id, key_ and 26 characters. */
  id: string;
  name: string;
  scopes: Scope[];
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
  /** Shown once; only a hash is kept. */
  token: string;
};

export type KeyPage = {
  data: Key[];
  next_cursor: string | null;
};

export type LabelAttempt = {
  question: string;
  /** Which label is right, from 0. */
  gold: number;
  p1: number[];
  p2: number[][];
  model?: string | null;
  task?: string | null;
  strategy?: string | null;
  /** Round of training, for exploration and exploitation by iteration. */
  iteration?: number | null;
};

export type LabelEstimate = {
  questions: number;
  accuracy_before: Measure;
  accuracy_after: Measure;
  delta: Measure;
  i_to_c: Measure;
  c_to_i: Measure;
  cl: Measure;
  cs: Measure;
  rss: Measure;
  confident: Measure;
  unconfident: Measure;
  critical: Measure;
  stubborn: Measure;
};

export type LabelPlan = {
  a: string;
  b: string;
  difference: number | null;
  standard_error: number | null;
  separated: boolean;
  labels_now: number;
  /** More ratings of these two directly; null where the scores are equal: no number would do. */
  labels_more: number | null;
  /** More ratings over all pairs, in the mix that they have now; null where no number would do, such as where only more verdicts would. */
  labels_mix: number | null;
  /** labels_mix if the judge of a corrected board did not count; null on other boards. */
  labels_without_judge: number | null;
  power: number;
  /** What the number rests on, in words. */
  assumes: string;
};

export type Leaderboard = {
  name: string;
  /** A campaign id, cmp_ and 26 characters. */
  campaign_id: string;
  method: 'bradley-terry' | 'win-rate' | 'davidson' | 'rao-kupper' | 'maximal-lottery' | 'elo' | 'rater-weighted' | 'crowd-bt' | 'criteria-lottery';
  settings: LeaderboardSettings;
  /** A leaderboard id, ldb_ and 26 characters. */
  id: string;
  public: boolean;
  /** Its public address once it was published; it stays its own. */
  slug: string | null;
  snapshot_version: number | null;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type LeaderboardCreate = {
  name: string;
  /** A campaign id, cmp_ and 26 characters. */
  campaign_id: string;
  method?: 'bradley-terry' | 'win-rate' | 'davidson' | 'rao-kupper' | 'maximal-lottery' | 'elo' | 'rater-weighted' | 'crowd-bt' | 'criteria-lottery';
  settings?: LeaderboardSettingsInput;
};

export type LeaderboardHistory = {
  points: {
    version: number;
    watermark: number;
    epoch: number;
    /** Milliseconds since 1970-01-01 UTC. */
    created_at: number;
  }[];
  models: {
    model: string;
    score: (number | null)[];
    low: (number | null)[];
    high: (number | null)[];
    rank: (number | null)[];
  }[];
};

export type LeaderboardPage = {
  data: Leaderboard[];
  next_cursor: string | null;
};

export type LeaderboardPatch = {
  name?: string;
  public?: boolean;
};

export type LeaderboardResult = {
  name: string;
  /** A campaign id, cmp_ and 26 characters. */
  campaign_id: string;
  method: 'bradley-terry' | 'win-rate' | 'davidson' | 'rao-kupper' | 'maximal-lottery' | 'elo' | 'rater-weighted' | 'crowd-bt' | 'criteria-lottery';
  settings: LeaderboardSettings;
  /** A leaderboard id, ldb_ and 26 characters. */
  id: string;
  public: boolean;
  /** Its public address once it was published; it stays its own. */
  slug: string | null;
  snapshot_version: number | null;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
  snapshot: Snapshot | null;
  /** null unless asked for, where the method has no fit to update, or where nothing came since. */
  provisional: Provisional | null;
  facets: Facets;
};

export type LeaderboardRow = {
  model: string;
  rank: number;
  /** On the scale of the method: strengths (bradley-terry, davidson, rao-kupper, rater-weighted, crowd-bt) as 1000 + 400·θ/ln 10, elo in its own points from 1500, a share of points (win-rate) or of the lottery (maximal-lottery, criteria-lottery) as 0..1. */
  score: number | null;
  /** The 95 % interval; null where the method has none. */
  low: number | null;
  high: number | null;
  /** With 95 % confidence every model's true rank lies within its best_rank..worst_rank at once; null where the method has none. */
  best_rank: number | null;
  worst_rank: number | null;
  /** How probable it is that this model is the strongest; null where the method has none. */
  first_probability: number | null;
  wins: number;
  losses: number;
  ties: number;
  /** Raters are no longer handed this model. */
  retired: boolean;
};

export type LeaderboardSettings = {
  source: BoardSource;
  /** Only comparisons with this tag. */
  category: string | null;
  /** Answers to this criterion instead of the campaign's question. */
  criterion: string | null;
  /** Only raters who were known by a key. */
  verified_only: boolean;
  /** Count ratings that quality control holds back. */
  include_held: boolean;
  /** bradley-terry: strengths at equal length, headings, lists and bold; the coefficients are in the analysis. */
  style_control: boolean;
  intervals: BoardIntervals;
  /** Games of each model against a ghost of average strength, half of them won: makes any board finite. 0 asks for none. */
  prior_games: number;
  /** Lotteries: each pair is drawn toward the Bradley–Terry fit as if by so many more games. */
  shrinkage_games: number;
  seed: number;
};

export type LeaderboardSettingsInput = {
  source?: BoardSource;
  /** Only comparisons with this tag. */
  category?: string | null;
  /** Answers to this criterion instead of the campaign's question. */
  criterion?: string | null;
  /** Only raters who were known by a key. */
  verified_only?: boolean;
  /** Count ratings that quality control holds back. */
  include_held?: boolean;
  /** bradley-terry: strengths at equal length, headings, lists and bold; the coefficients are in the analysis. */
  style_control?: boolean;
  intervals?: BoardIntervalsInput;
  /** Games of each model against a ghost of average strength, half of them won: makes any board finite. 0 asks for none. */
  prior_games?: number;
  /** Lotteries: each pair is drawn toward the Bradley–Terry fit as if by so many more games. */
  shrinkage_games?: number;
  seed?: number;
};

export type LeaderboardView = {
  method: 'bradley-terry' | 'win-rate' | 'davidson' | 'rao-kupper' | 'maximal-lottery' | 'elo' | 'rater-weighted' | 'crowd-bt' | 'criteria-lottery';
  settings: LeaderboardSettings;
  epoch: number;
  watermark: number;
  status: SnapshotStatus;
  message: string | null;
  rows: LeaderboardRow[];
  /** What proves or limits the result: gradient norm or exploitability (0 at an exact optimum), iterations, the tie parameter (nu, kappa), the seed of the simulated rank ranges. */
  diagnostics: Record<string, number | string> | null;
  /** null on a snapshot from before there was one. */
  analysis: Analysis | null;
};

export type Lease = {
  lease: {
    job: LeasedJob;
    /** The number of the lease; a newer lease has a higher one. */
    fence: number;
    lease_ms: number;
    /** Milliseconds since 1970-01-01 UTC. */
    lease_expires_at: number;
  };
};

export type LeaseRequest = {
  name: string;
  labels?: string[];
  recipes: string[];
  version: string;
  device: string;
  wait_ms?: number;
  /** Lease this job only (used by the queue adapter). */
  job_id?: string;
};

export type LeasedJob = {
  /** A job id, job_ and 26 characters. */
  id: string;
  /** A project id, prj_ and 26 characters. */
  project_id: string;
  recipe: string;
  params: Record<string, unknown>;
  labels: string[];
  attempt: number;
  max_attempts: number;
  seed: number;
  inputs: JobInput[];
  checkpoint: {
    /** A artifact id, art_ and 26 characters. */
    artifact_id: string;
    sha256: string;
    size_bytes: number;
  } | null;
};

export type LineError = {
  line: number;
  message: string;
};

export type Lineage = {
  recipe: string;
  params: Record<string, unknown>;
  seed: number;
  data_sha256: string | null;
  parent: string | null;
  commit: string | null;
};

/** A number with a 95 % interval and the count it rests on. */
export type Measure = {
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
};

export type Media = {
  sha256: string;
  content_type: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif' | 'audio/mpeg' | 'audio/wav' | 'audio/ogg' | 'audio/mp4' | 'video/mp4' | 'video/webm';
  size_bytes: number;
  /** media:<sha256>, the text of a response that is this file. */
  response: string;
};

export type MemberReliability = {
  member: number;
  votes: number;
  labels: string[];
  /** Row: what is right; column: what it says. */
  confusion: number[][];
  weight: number;
};

export type Message = {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string;
};

export type ModeName = 'score' | 'pair' | 'rank' | 'rubric' | 'reference' | 'steps' | 'check';

export type Model = {
  /** A model id, mdl_ and 26 characters. */
  id: string;
  name: string;
  /** A job id, job_ and 26 characters. */
  job_id: string;
  files: ModelFile[];
  lineage: Lineage;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type ModelFile = {
  path: string;
  /** A artifact id, art_ and 26 characters. */
  artifact_id: string;
  sha256: string;
  size_bytes: number;
};

export type ModelPage = {
  data: Model[];
  next_cursor: string | null;
};

/** Steps called wrong against annotated errors, each step counted once. */
export type NamedErrors = {
  precision: Measure;
  recall: Measure;
  f1: Measure;
};

export type OwnFigures = {
  rated: number;
  /** Spent on them. */
  time_ms: number;
  /** Mean share of other raters' answers that were the same; null below five comparisons in common. */
  agreement: number | null;
  agreement_n: number;
  /** Share of the comparisons with a known answer that were right, told five at a time. */
  checks_passed: number | null;
};

export type PairOptions = {
  /** Offer "tie". */
  tie: boolean;
  /** Offer "both bad", kept apart from a tie. */
  both_bad: boolean;
};

export type PairOptionsInput = {
  /** Offer "tie". */
  tie?: boolean;
  /** Offer "both bad", kept apart from a tie. */
  both_bad?: boolean;
};

export type Part = {
  type: 'text';
  text: string;
} | {
  type: 'image';
  media_type: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif';
  /** The image itself; nothing is fetched on your behalf. */
  data_base64: string;
};

export type Policy = {
  /** pair: what two orders that contradict each other become. */
  flip: 'tie' | 'abstain';
  /** majority counts votes; mean averages the probabilities of verdicts; weighted counts votes by measured reliability. */
  combine: 'majority' | 'mean' | 'weighted';
  /** For `weighted`: one weight a member; null takes those of the calibration. */
  weights: number[] | null;
  /** Stop asking once a sequential test settles the verdict at this error. */
  stop: {
    error: number;
  } | null;
  /** Abstain below this probability; null takes the threshold of the calibration, if there is one. */
  abstain_below: number | null;
  calibration_id: string | null;
  escalate: Escalation | null;
};

export type PolicyInput = {
  /** pair: what two orders that contradict each other become. */
  flip?: 'tie' | 'abstain';
  /** majority counts votes; mean averages the probabilities of verdicts; weighted counts votes by measured reliability. */
  combine?: 'majority' | 'mean' | 'weighted';
  /** For `weighted`: one weight a member; null takes those of the calibration. */
  weights?: number[] | null;
  /** Stop asking once a sequential test settles the verdict at this error. */
  stop?: {
    error: number;
  } | null;
  /** Abstain below this probability; null takes the threshold of the calibration, if there is one. */
  abstain_below?: number | null;
  calibration_id?: string | null;
  escalate?: EscalationInput | null;
};

export type Preset = 'openai' | 'openrouter' | 'together' | 'groq' | 'mistral' | 'deepseek' | 'fireworks' | 'gemini-openai' | 'xai' | 'cerebras' | 'huggingface';

/** Without prices, the cost of a verdict is null. */
export type Prices = {
  input_per_million: number;
  output_per_million: number;
};

export type ProbabilityMap = {
  method: 'isotonic';
  knots: {
    score: number;
    probability: number;
  }[];
  items: number;
} | {
  method: 'platt';
  a: number;
  b: number;
  items: number;
};

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  request_id: string;
  errors?: {
    path: string;
    message: string;
  }[];
  /** With `challenge_required`: what the check needs. */
  turnstile_site_key?: string;
};

export type Project = {
  /** A project id, prj_ and 26 characters. */
  id: string;
  name: string;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type ProjectCreate = {
  name: string;
};

export type ProjectCreated = {
  project: Project;
  key: KeyCreated;
};

export type ProjectSettings = {
  /** Judgments older than this are deleted; null keeps them. */
  retention_days?: number | null;
  /** Keep raw replies. Without them a judgment cannot be replayed. */
  keep_replies?: boolean;
  /** Taken out of requests, replies and reasons before they are kept. */
  redact?: ('email' | 'phone' | 'card' | 'ip_address')[];
  /** These words too, in any case. */
  redact_words?: string[];
};

export type ProviderConfig = RuleProvider | EdgeProvider | ChatProvider | AnthropicProvider | WorkersAiProvider | RunnerProvider;

export type ProviderConfigInput = RuleProviderInput | EdgeProvider | ChatProviderInput | AnthropicProviderInput | WorkersAiProviderInput | RunnerProviderInput;

/** Never stored, never logged. */
export type ProviderKeys = Record<string, string>;

export type Provisional = {
  snapshot_version: number;
  watermark: number;
  /** Ratings applied to the snapshot. */
  ratings: number;
  rows: LeaderboardRow[];
};

export type PublicLeaderboard = {
  slug: string;
  name: string;
  method: 'bradley-terry' | 'win-rate' | 'davidson' | 'rao-kupper' | 'maximal-lottery' | 'elo' | 'rater-weighted' | 'crowd-bt' | 'criteria-lottery';
  settings: LeaderboardSettings;
  campaign: {
    name: string;
    question: string;
  };
  /** Whose verdicts count; null for a board of people alone. */
  judge: {
    name: string;
    version: number;
  } | null;
  snapshot: {
    /** A snapshot id, snp_ and 26 characters. */
    id: string;
    version: number;
    method: 'bradley-terry' | 'win-rate' | 'davidson' | 'rao-kupper' | 'maximal-lottery' | 'elo' | 'rater-weighted' | 'crowd-bt' | 'criteria-lottery';
    settings: LeaderboardSettings | null;
    /** Goes up when ratings are held or freed, and all are counted anew. */
    epoch: number;
    /** Ratings counted so far in this campaign. */
    watermark: number;
    status: SnapshotStatus;
    message: string | null;
    rows: LeaderboardRow[];
    /** What proves or limits the result: gradient norm or exploitability (0 at an exact optimum), iterations, the tie parameter (nu, kappa), the seed of the simulated rank ranges. */
    diagnostics: Record<string, number | string> | null;
    /** null on a snapshot from before there was one. */
    analysis: Analysis | null;
    /** Of method and settings, as the export has them. */
    config_sha256: string | null;
    method_version: string | null;
    seed: number | null;
    /** Of the counts it was computed from, as the export has them. */
    inputs_sha256: string | null;
    /** Of status, message, rows, diagnostics and analysis: what `assay board recompute` comes to again. */
    result_sha256: string | null;
    /** Milliseconds since 1970-01-01 UTC. */
    created_at: number;
  } | null;
  retirements: {
    model: string;
    reason: string;
    /** Milliseconds since 1970-01-01 UTC. */
    created_at: number;
  }[];
};

export type RankOptions = {
  /** More responses than this are ranked by a tournament of pairs. */
  at_once: number;
};

export type RankOptionsInput = {
  /** More responses than this are ranked by a tournament of pairs. */
  at_once?: number;
};

export type RatedChoice = 'left' | 'right' | 'tie' | 'both_good' | 'both_bad' | 'scored';

export type RatedComparison = {
  rating: Rating;
  comparison: Comparison;
};

export type RatedComparisonPage = {
  data: RatedComparison[];
  next_cursor: string | null;
};

export type RaterAssignmentsCreate = {
  /** Whatever tells your raters apart; the same name is the same rater. Left out: the key itself rates. */
  rater?: string;
  count?: number;
  /** Assignments rated just now, whose ratings may still be on their way. */
  skip?: string[];
};

export type RaterBloc = {
  model: string;
  direction: 'for' | 'against';
  /** Of the raters who rated the model, so many are in it. */
  share: number;
  /** How many that is: the sum of their chances. */
  raters: number;
  /** The chance of such votes where there is no group. */
  p_value: number;
  /** The largest p-value that is acted on here. */
  threshold: number | null;
  /** Who is in it more probably than not, at most 20, the most probable first. */
  likely: {
    /** A rater id, rtr_ and 26 characters. */
    rater_id: string;
    probability: number;
    votes: number;
  }[];
};

export type RaterCheck = {
  questions: {
    question: string;
    answers: string[];
  }[];
  tries_left: number;
  passed: boolean;
};

export type RaterDecision = {
  decision: 'hold' | 'clear';
  note: string;
  /** The key or member who decided, or `automatic`. */
  decided_by: string;
  /** Milliseconds since 1970-01-01 UTC. */
  decided_at: number;
};

/** nothing_left: every comparison open to this rater is rated. quota: they made the ratings that one rater may make. enough: the campaign has what it wanted. */
export type RaterDone = 'nothing_left' | 'quota' | 'enough';

export type RaterFigures = {
  ratings: number;
  held_ratings: number;
  /** Milliseconds since 1970-01-01 UTC. */
  first_rated_at: number;
  /** Milliseconds since 1970-01-01 UTC. */
  last_rated_at: number;
  /** null where no time is known. */
  median_duration_ms: number | null;
  /** Of the ratings that preferred a side. */
  left_share: number | null;
  /** Mean share of the others' answers that were the same. */
  agreement: number | null;
  /** Comparisons that others rated too. */
  agreement_n: number;
  gold_passed: number;
  gold_failed: number;
  /** Chance of the right answer by Dawid and Skene, over the kinds of comparisons there are. */
  accuracy: number | null;
  /** Crowd-BT: the chance to report a preference as it is; 0.5 tells nothing. */
  quality: number | null;
};

export type RaterFinding = {
  detector: Detector;
  /** Ratings that it rests on. */
  n: number;
  statistic: number;
  /** The chance of this from a rater within the tolerance. */
  p_value: number | null;
  /** What a bet against such a rater has grown to. */
  e_value: number | null;
  /** The largest p-value, or least e-value, acted on among these raters; null where none was. */
  threshold: number | null;
  flagged: boolean;
  evidence: string;
};

export type RaterHeld = {
  /** A rater id, rtr_ and 26 characters. */
  rater_id: string;
  held: boolean;
  /** Ratings that were not so before. */
  changed: number;
  decision: RaterDecision;
};

export type RaterHold = {
  /** true: boards leave them out, those to come too. false: cleared; only later ratings can be flagged. */
  held: boolean;
  note?: string;
};

export type RaterState = 'ok' | 'flagged' | 'held' | 'cleared';

export type Rating = {
  /** A assignment id, asn_ and 26 characters. */
  id: string;
  /** A comparison id, cpr_ and 26 characters. */
  comparison_id: string;
  /** A judge rates under its own id. */
  rater_id: string;
  choice: RatedChoice;
  strength: number | null;
  score: number | null;
  model_left: string;
  /** Empty where a single response was scored. */
  model_right: string;
  /** The preferred model's name; null where none was preferred. */
  winner: string | null;
  /** Answers to the extra criteria, by name. */
  criteria: Record<string, Choice>;
  reasons: string[];
  source: RatingSource;
  /** The rater was known by a key, not just by the address. */
  verified: boolean;
  /** Quality control holds it back: boards leave it out unless told otherwise. */
  held: boolean;
  /** Of a gold comparison: no board counts it. */
  gold: boolean;
  /** A judge's probability that the left answer is the better one, a tie as half; null for people. */
  probability: number | null;
  duration_ms: number;
  comment: string;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type RatingAccepted = {
  /** A assignment id, asn_ and 26 characters. */
  id: string;
  accepted: true;
  /** A rating of this assignment was there already, and stands; not known where a queue writes. */
  repeated?: true;
};

export type RatingBatch = {
  /** In the order of the ratings. */
  results: (RatingAccepted | RatingRefused)[];
};

export type RatingBatchCreate = {
  ratings: RatingCreate[];
};

export type RatingCheckCreate = {
  /** A campaign id, cmp_ and 26 characters. */
  campaign_id: string;
  /** One answer to each question, in their order, counted from 0. */
  answers: number[];
};

export type RatingCheckResult = {
  passed: boolean;
  tries_left: number;
  /** Which questions were answered wrongly, counted from 0. */
  wrong: {
    question: number;
    explanation: string;
  }[];
};

export type RatingColumns = {
  prompt: string;
  response_a: string;
  response_b: string;
  model_a: string;
  model_b: string;
  choice: string;
  rater: string;
  /** Milliseconds since 1970-01-01 UTC, or a date like 2024-05-01T10:00Z. */
  created_at?: string;
  duration_ms?: string;
  /** The values of the column `choice`, by what they mean. */
  values: {
    a: string[];
    b: string[];
    tie: string[];
    both_good: string[];
    both_bad: string[];
  };
};

export type RatingCreate = {
  token: string;
  /** Of a pair. */
  choice?: Choice;
  strength?: number | null;
  score?: number | null;
  /** Answers to the campaign's criteria, by name; one it does not list is left out. */
  criteria?: Record<string, Choice>;
  /** Ticked reasons; one that the campaign does not list is left out. */
  reasons?: string[];
  duration_ms: number;
  comment?: string;
};

export type RatingLine = {
  /** A comparison id, cpr_ and 26 characters. */
  comparison_id: string;
  /** Whatever tells raters apart; only a digest of it is kept. Not for a judge. */
  rater?: string;
  /** The judge whose preference this is, instead of a rater. */
  judge_id?: string;
  /** Of a pair. */
  choice?: 'a' | 'b' | 'tie' | 'both_good' | 'both_bad';
  strength: number | null;
  score: number | null;
  /** Answers to the campaign's criteria, by name. */
  criteria: Record<string, 'a' | 'b' | 'tie' | 'both_good' | 'both_bad'>;
  /** Ticked reasons; one that the campaign does not list is left out. */
  reasons: string[];
  /** A judge's probability that A is better. */
  probability: number | null;
  /** Which stood on the left. */
  shown_first: 'a' | 'b';
  verified: boolean;
  duration_ms: number;
  comment: string;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at?: number;
};

export type RatingPage = {
  data: Rating[];
  next_cursor: string | null;
};

export type RatingRefused = {
  /** null where the token does not say. */
  id: string | null;
  accepted: false;
  /** What POST /v1/ratings would have answered, as `code` and `detail`. */
  status: number;
  code: string;
  detail: string;
};

export type RatingSession = {
  /** A rater id, rtr_ and 26 characters. */
  rater_id: string;
  campaign: {
    /** A campaign id, cmp_ and 26 characters. */
    id: string;
    name: string;
    question: string;
    instructions: string;
    criteria: string[];
    state: CampaignState;
    kind: CampaignKind;
    content: ContentType;
    choices: Choices;
    /** Reasons that raters may tick, e.g. "more correct". */
    reasons: string[];
    comments: 'off' | 'optional' | 'required';
    /** Of the rating page; auto: the rater's. */
    language: 'auto' | 'en' | 'de';
  };
  rated: number;
  total: number;
  /** Asked before the first comparison; null where there is none. */
  check: RaterCheck | null;
  /** The parameter of the rating address that holds the participant's id, to be sent as `participant`. */
  participant_parameter: string | null;
  /** Only for a rater who is done. */
  completion: Completion | null;
  /** The comparisons asked for with `count`; null where something comes before them: the check, or the participant. */
  next: Assignments | null;
};

export type RatingSessionCreate = {
  invitation: string;
  /** The participant's id at a recruitment platform; who brings it again is the same rater. */
  participant?: string;
  /** Where the campaign asks for it (see `challenge_required`): what Turnstile gave, for the action `rate`. */
  turnstile_token?: string;
  /** How many comparisons to hand out at once, in `next`. */
  count?: number;
};

/** `people`, or the id of the judge whose preference it is. */
export type RatingSource = 'people' | string;

export type RatingsImported = {
  dry_run: boolean;
  /** Lines that hold something, the CSV header aside. */
  lines: number;
  /** Comparisons that are new; in a dry run, that would be. */
  comparisons_added: number;
  /** Ratings that are new; in a dry run, that would be. */
  added: number;
  /** Ratings that are there already; the first stands. */
  repeated: number;
  problem_count: number;
  /** The first 100 problems, by line. With any problem nothing is written. */
  problems: {
    line: number;
    message: string;
  }[];
};

export type Reading = {
  /** Which member of the panel. */
  member: number;
  repeat: number;
  /** What was asked about, where a mode asks several things: a criterion, a group. */
  part: string;
  /** The order in which responses were shown; empty where there is one. */
  order: number[];
  /** The random delimiter of this call. */
  nonce: string;
  seed: number;
  /** One of the mode's outcomes, or unreadable, or failed. */
  outcome: string;
  /** The (expected) grade. */
  score: number | null;
  /** Probability of each outcome or grade, from log-probabilities. */
  distribution: Record<string, number> | null;
  detail: Record<string, unknown> | null;
  reason: string;
  /** The reply as it came. */
  raw: string;
  /** Read from the answer to a second ask. */
  repaired: boolean;
  error: {
    code: string;
    message: string;
  } | null;
  model: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  cost: number | null;
  calls: number;
  latency_ms: number;
};

export type Recipe = {
  name: string;
  title: string;
  summary: string;
  family: string;
  needs_gpu: boolean;
  /** JSON Schema of the parameters. */
  params: Record<string, unknown>;
};

export type RecipePage = {
  data: Recipe[];
  next_cursor: string | null;
};

export type Recruitment = {
  /** The parameter of the rating address that holds the participant's id. */
  participant_parameter: string;
  completion_code: string;
  completion_url: string | null;
};

export type RecruitmentInput = {
  /** The parameter of the rating address that holds the participant's id. */
  participant_parameter?: string;
  completion_code: string;
  completion_url?: string | null;
};

export type ReferenceOptions = Record<string, never>;

export type Refinement = {
  /** A refinement id, rfn_ and 26 characters. */
  id: string;
  request: RefinementRequest;
  state: RefinementState;
  message: string | null;
  result: RefinementResult | null;
  calls: number;
  input_tokens: number;
  output_tokens: number;
  cost: number | null;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
  /** Milliseconds since 1970-01-01 UTC. */
  updated_at: number;
  finished_at: number | null;
};

export type RefinementCreate = {
  request: RefinementRequestInput;
  /** Answer at once and work in the queue. What takes longer than 30 seconds goes there by itself. */
  background?: boolean;
  provider_keys?: ProviderKeys;
};

export type RefinementPage = {
  data: Refinement[];
  next_cursor: string | null;
};

export type RefinementRequest = {
  prompt: string | ChatMessage[];
  /** For the judge alone; the model never sees it. */
  reference: string | null;
  /** What answers. */
  model: ProviderConfig;
  /** Name of the model in reports; its own where it is left out. */
  label?: string;
  temperature: number;
  max_tokens: number;
  answer: AnswerKind;
  /** Judges attempts: mode score, rubric, reference or check. tree-search and best-of-n by judge need one. */
  judge_id?: string;
  /** A verdict this good and this sure ends the loop. */
  accept: number;
  budget: Budget;
  /** A dataset id, ds_ and 26 characters. */
  dataset_id?: string;
  /** With dataset_id: attempts become responses to this item, for self-correction reports. */
  item_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata: Record<string, unknown>;
  seed: number;
  strategy: 'intrinsic';
  options: {
    turns: number;
    review: 'reask' | 'doubt' | 'trust';
    /** Your own words in its place. */
    review_prompt?: string;
    samples: number;
  };
} | {
  prompt: string | ChatMessage[];
  /** For the judge alone; the model never sees it. */
  reference: string | null;
  /** What answers. */
  model: ProviderConfig;
  /** Name of the model in reports; its own where it is left out. */
  label?: string;
  temperature: number;
  max_tokens: number;
  answer: AnswerKind;
  /** Judges attempts: mode score, rubric, reference or check. tree-search and best-of-n by judge need one. */
  judge_id?: string;
  /** A verdict this good and this sure ends the loop. */
  accept: number;
  budget: Budget;
  /** A dataset id, ds_ and 26 characters. */
  dataset_id?: string;
  /** With dataset_id: attempts become responses to this item, for self-correction reports. */
  item_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata: Record<string, unknown>;
  seed: number;
  strategy: 'critique-loop';
  options: {
    rounds: number;
    chains: number;
    /** The model itself where neither critic is given. */
    critic?: ProviderConfig;
    /** A stored critic instead: its critiques are in the ledger, under this refinement. */
    critic_id?: string;
  };
} | {
  prompt: string | ChatMessage[];
  /** For the judge alone; the model never sees it. */
  reference: string | null;
  /** What answers. */
  model: ProviderConfig;
  /** Name of the model in reports; its own where it is left out. */
  label?: string;
  temperature: number;
  max_tokens: number;
  answer: AnswerKind;
  /** Judges attempts: mode score, rubric, reference or check. tree-search and best-of-n by judge need one. */
  judge_id?: string;
  /** A verdict this good and this sure ends the loop. */
  accept: number;
  budget: Budget;
  /** A dataset id, ds_ and 26 characters. */
  dataset_id?: string;
  /** With dataset_id: attempts become responses to this item, for self-correction reports. */
  item_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata: Record<string, unknown>;
  seed: number;
  strategy: 'best-of-n';
  options: {
    n: number;
    by: 'log_likelihood' | 'mean_log_likelihood' | 'majority' | 'judge';
  };
} | {
  prompt: string | ChatMessage[];
  /** For the judge alone; the model never sees it. */
  reference: string | null;
  /** What answers. */
  model: ProviderConfig;
  /** Name of the model in reports; its own where it is left out. */
  label?: string;
  temperature: number;
  max_tokens: number;
  answer: AnswerKind;
  /** Judges attempts: mode score, rubric, reference or check. tree-search and best-of-n by judge need one. */
  judge_id?: string;
  /** A verdict this good and this sure ends the loop. */
  accept: number;
  budget: Budget;
  /** A dataset id, ds_ and 26 characters. */
  dataset_id?: string;
  /** With dataset_id: attempts become responses to this item, for self-correction reports. */
  item_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata: Record<string, unknown>;
  seed: number;
  strategy: 'self-consistency';
  options: {
    n: number;
  };
} | {
  prompt: string | ChatMessage[];
  /** For the judge alone; the model never sees it. */
  reference: string | null;
  /** What answers. */
  model: ProviderConfig;
  /** Name of the model in reports; its own where it is left out. */
  label?: string;
  temperature: number;
  max_tokens: number;
  answer: AnswerKind;
  /** Judges attempts: mode score, rubric, reference or check. tree-search and best-of-n by judge need one. */
  judge_id?: string;
  /** A verdict this good and this sure ends the loop. */
  accept: number;
  budget: Budget;
  /** A dataset id, ds_ and 26 characters. */
  dataset_id?: string;
  /** With dataset_id: attempts become responses to this item, for self-correction reports. */
  item_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata: Record<string, unknown>;
  seed: number;
  strategy: 'id-sampling';
  options: {
    /** Tokens before the first trigger. */
    first_budget: number;
    growth: number;
    max_tokens: number;
    triggers: string[];
    on_end: 'accept' | 'reflect_once';
    n: number;
  };
} | {
  prompt: string | ChatMessage[];
  /** For the judge alone; the model never sees it. */
  reference: string | null;
  /** What answers. */
  model: ProviderConfig;
  /** Name of the model in reports; its own where it is left out. */
  label?: string;
  temperature: number;
  max_tokens: number;
  answer: AnswerKind;
  /** Judges attempts: mode score, rubric, reference or check. tree-search and best-of-n by judge need one. */
  judge_id?: string;
  /** A verdict this good and this sure ends the loop. */
  accept: number;
  budget: Budget;
  /** A dataset id, ds_ and 26 characters. */
  dataset_id?: string;
  /** With dataset_id: attempts become responses to this item, for self-correction reports. */
  item_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata: Record<string, unknown>;
  seed: number;
  strategy: 'recursive';
  options: {
    rounds: number;
    critic?: ProviderConfig;
    integrate: boolean;
  };
} | {
  prompt: string | ChatMessage[];
  /** For the judge alone; the model never sees it. */
  reference: string | null;
  /** What answers. */
  model: ProviderConfig;
  /** Name of the model in reports; its own where it is left out. */
  label?: string;
  temperature: number;
  max_tokens: number;
  answer: AnswerKind;
  /** Judges attempts: mode score, rubric, reference or check. tree-search and best-of-n by judge need one. */
  judge_id?: string;
  /** A verdict this good and this sure ends the loop. */
  accept: number;
  budget: Budget;
  /** A dataset id, ds_ and 26 characters. */
  dataset_id?: string;
  /** With dataset_id: attempts become responses to this item, for self-correction reports. */
  item_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata: Record<string, unknown>;
  seed: number;
  strategy: 'tree-search';
  options: {
    iterations: number;
    branches: number;
    depth: number;
    roll_steps: number;
    roll_weight: number;
    exploration: number;
    /** A complete solution worth this much ends the search. */
    gate: number;
    end_marker: string;
  };
};

export type RefinementRequestInput = {
  prompt: string | ChatMessage[];
  /** For the judge alone; the model never sees it. */
  reference?: string | null;
  /** What answers. */
  model: ProviderConfigInput;
  /** Name of the model in reports; its own where it is left out. */
  label?: string;
  temperature?: number;
  max_tokens?: number;
  answer?: AnswerKind;
  /** Judges attempts: mode score, rubric, reference or check. tree-search and best-of-n by judge need one. */
  judge_id?: string;
  /** A verdict this good and this sure ends the loop. */
  accept?: number;
  budget?: BudgetInput;
  /** A dataset id, ds_ and 26 characters. */
  dataset_id?: string;
  /** With dataset_id: attempts become responses to this item, for self-correction reports. */
  item_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata?: Record<string, unknown>;
  seed?: number;
  strategy: 'intrinsic';
  options?: {
    turns?: number;
    review?: 'reask' | 'doubt' | 'trust';
    /** Your own words in its place. */
    review_prompt?: string;
    samples?: number;
  };
} | {
  prompt: string | ChatMessage[];
  /** For the judge alone; the model never sees it. */
  reference?: string | null;
  /** What answers. */
  model: ProviderConfigInput;
  /** Name of the model in reports; its own where it is left out. */
  label?: string;
  temperature?: number;
  max_tokens?: number;
  answer?: AnswerKind;
  /** Judges attempts: mode score, rubric, reference or check. tree-search and best-of-n by judge need one. */
  judge_id?: string;
  /** A verdict this good and this sure ends the loop. */
  accept?: number;
  budget?: BudgetInput;
  /** A dataset id, ds_ and 26 characters. */
  dataset_id?: string;
  /** With dataset_id: attempts become responses to this item, for self-correction reports. */
  item_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata?: Record<string, unknown>;
  seed?: number;
  strategy: 'critique-loop';
  options?: {
    rounds?: number;
    chains?: number;
    /** The model itself where neither critic is given. */
    critic?: ProviderConfigInput;
    /** A stored critic instead: its critiques are in the ledger, under this refinement. */
    critic_id?: string;
  };
} | {
  prompt: string | ChatMessage[];
  /** For the judge alone; the model never sees it. */
  reference?: string | null;
  /** What answers. */
  model: ProviderConfigInput;
  /** Name of the model in reports; its own where it is left out. */
  label?: string;
  temperature?: number;
  max_tokens?: number;
  answer?: AnswerKind;
  /** Judges attempts: mode score, rubric, reference or check. tree-search and best-of-n by judge need one. */
  judge_id?: string;
  /** A verdict this good and this sure ends the loop. */
  accept?: number;
  budget?: BudgetInput;
  /** A dataset id, ds_ and 26 characters. */
  dataset_id?: string;
  /** With dataset_id: attempts become responses to this item, for self-correction reports. */
  item_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata?: Record<string, unknown>;
  seed?: number;
  strategy: 'best-of-n';
  options?: {
    n?: number;
    by?: 'log_likelihood' | 'mean_log_likelihood' | 'majority' | 'judge';
  };
} | {
  prompt: string | ChatMessage[];
  /** For the judge alone; the model never sees it. */
  reference?: string | null;
  /** What answers. */
  model: ProviderConfigInput;
  /** Name of the model in reports; its own where it is left out. */
  label?: string;
  temperature?: number;
  max_tokens?: number;
  answer?: AnswerKind;
  /** Judges attempts: mode score, rubric, reference or check. tree-search and best-of-n by judge need one. */
  judge_id?: string;
  /** A verdict this good and this sure ends the loop. */
  accept?: number;
  budget?: BudgetInput;
  /** A dataset id, ds_ and 26 characters. */
  dataset_id?: string;
  /** With dataset_id: attempts become responses to this item, for self-correction reports. */
  item_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata?: Record<string, unknown>;
  seed?: number;
  strategy: 'self-consistency';
  options?: {
    n?: number;
  };
} | {
  prompt: string | ChatMessage[];
  /** For the judge alone; the model never sees it. */
  reference?: string | null;
  /** What answers. */
  model: ProviderConfigInput;
  /** Name of the model in reports; its own where it is left out. */
  label?: string;
  temperature?: number;
  max_tokens?: number;
  answer?: AnswerKind;
  /** Judges attempts: mode score, rubric, reference or check. tree-search and best-of-n by judge need one. */
  judge_id?: string;
  /** A verdict this good and this sure ends the loop. */
  accept?: number;
  budget?: BudgetInput;
  /** A dataset id, ds_ and 26 characters. */
  dataset_id?: string;
  /** With dataset_id: attempts become responses to this item, for self-correction reports. */
  item_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata?: Record<string, unknown>;
  seed?: number;
  strategy: 'id-sampling';
  options?: {
    /** Tokens before the first trigger. */
    first_budget?: number;
    growth?: number;
    max_tokens?: number;
    triggers?: string[];
    on_end?: 'accept' | 'reflect_once';
    n?: number;
  };
} | {
  prompt: string | ChatMessage[];
  /** For the judge alone; the model never sees it. */
  reference?: string | null;
  /** What answers. */
  model: ProviderConfigInput;
  /** Name of the model in reports; its own where it is left out. */
  label?: string;
  temperature?: number;
  max_tokens?: number;
  answer?: AnswerKind;
  /** Judges attempts: mode score, rubric, reference or check. tree-search and best-of-n by judge need one. */
  judge_id?: string;
  /** A verdict this good and this sure ends the loop. */
  accept?: number;
  budget?: BudgetInput;
  /** A dataset id, ds_ and 26 characters. */
  dataset_id?: string;
  /** With dataset_id: attempts become responses to this item, for self-correction reports. */
  item_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata?: Record<string, unknown>;
  seed?: number;
  strategy: 'recursive';
  options?: {
    rounds?: number;
    critic?: ProviderConfigInput;
    integrate?: boolean;
  };
} | {
  prompt: string | ChatMessage[];
  /** For the judge alone; the model never sees it. */
  reference?: string | null;
  /** What answers. */
  model: ProviderConfigInput;
  /** Name of the model in reports; its own where it is left out. */
  label?: string;
  temperature?: number;
  max_tokens?: number;
  answer?: AnswerKind;
  /** Judges attempts: mode score, rubric, reference or check. tree-search and best-of-n by judge need one. */
  judge_id?: string;
  /** A verdict this good and this sure ends the loop. */
  accept?: number;
  budget?: BudgetInput;
  /** A dataset id, ds_ and 26 characters. */
  dataset_id?: string;
  /** With dataset_id: attempts become responses to this item, for self-correction reports. */
  item_id?: string;
  /** Free JSON, kept and returned as given. */
  metadata?: Record<string, unknown>;
  seed?: number;
  strategy: 'tree-search';
  options?: {
    iterations?: number;
    branches?: number;
    depth?: number;
    roll_steps?: number;
    roll_weight?: number;
    exploration?: number;
    /** A complete solution worth this much ends the search. */
    gate?: number;
    end_marker?: string;
  };
};

export type RefinementResult = {
  step: number | null;
  content: string | null;
  answer: string | null;
  why: string;
  stopped: 'finished' | 'accepted' | 'calls' | 'tokens' | 'time' | 'cost' | 'cancelled';
  value: number | null;
  first_value: number | null;
  /** By the judge; null where nobody judged both. */
  worse_than_first: boolean | null;
  attempts: number;
  votes: {
    answer: string;
    count: number;
  }[] | null;
};

export type RefinementState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

export type RefinementStep = {
  n: number;
  kind: 'attempt' | 'critique' | 'thought' | 'segment' | 'judgment';
  /** Which of several independent lines. */
  chain: number;
  /** Which try in its line, from 1. */
  turn: number;
  /** The step this one came from. */
  parent: number | null;
  content: string;
  /** The final answer that was read out of it. */
  answer: string | null;
  log_likelihood: number | null;
  /** The judge's view: 0 bad, 1 good. */
  value: number | null;
  judgment_id: string | null;
  /** A stored critic's critique, in the ledger. */
  critique_id: string | null;
  finish: string;
  input_tokens: number;
  output_tokens: number;
  cost: number | null;
  error: string | null;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type RefinementStepPage = {
  data: RefinementStep[];
  next_cursor: string | null;
};

export type Rejection = {
  /** A rejection id, rej_ and 26 characters. */
  id: string;
  reason: RejectionReason;
  /** null of forged ones: their claims are no evidence. */
  assignment_id: string | null;
  rater_id: string | null;
  comparison_id: string | null;
  /** What it said. */
  rating: {
    choice: RatedChoice;
    strength: number | null;
    score: number | null;
    /** Answers to the campaign's criteria, by name; one it does not list is left out. */
    criteria: Record<string, Choice>;
    /** Ticked reasons; one that the campaign does not list is left out. */
    reasons: string[];
    duration_ms: number;
    comment: string;
  } | null;
  /** A digest of the network address, different in every campaign; empty where it is not known. */
  network: string;
  /** forged: how many this network sent that day (UTC); 1 for all others. */
  count: number;
  /** When it, or the first of them, came. */
  created_at: number;
  /** Milliseconds since 1970-01-01 UTC. */
  last_at: number;
};

export type RejectionPage = {
  data: Rejection[];
  next_cursor: string | null;
};

export type RejectionReason = 'late' | 'closed' | 'repeated' | 'not_offered' | 'unknown_comparison' | 'revoked' | 'forged';

export type ReliabilityBin = {
  low: number;
  high: number;
  count: number;
  probability: number;
  right: number;
};

export type Replay = {
  data: Replayed[];
  summary: {
    replayed: number;
    changed: number;
    left_out: number;
    transitions: {
      from: string;
      to: string;
      count: number;
    }[];
  };
  next_cursor: string | null;
};

export type ReplayCreate = {
  /** Whose judgments; the judge itself where it is left out. */
  from_judge_id?: string;
  /** Only these. */
  judgment_ids?: string[];
  limit?: number;
  cursor?: string;
};

export type Replayed = {
  /** A judgment id, jmt_ and 26 characters. */
  judgment_id: string;
  /** A judge id, jdg_ and 26 characters. */
  judge_id: string;
  old: Verdict;
  /** null where it cannot be replayed; `reason` says why. */
  new: Verdict | null;
  changed: boolean | null;
  readings_changed: number;
  reason: string | null;
};

/** Lists leave out all but counts, turns and pairs of the result. */
export type Report = {
  /** A report id, rpt_ and 26 characters. */
  id: string;
  name: string;
  source: Record<string, unknown>;
  inputs_sha256: string;
  seed: number;
  result: ReportResult;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type ReportCompare = {
  /** The other report; the same one to compare two of its groups. */
  with: string;
  /** Only these attempts of this report. */
  group?: AttemptGroup;
  /** Only these attempts of the other one. */
  with_group?: AttemptGroup;
  seed?: number;
};

export type ReportComparison = {
  /** A report id, rpt_ and 26 characters. */
  report_id: string;
  /** A report id, rpt_ and 26 characters. */
  with: string;
  questions: number;
  only_a: number;
  only_b: number;
  differences: {
    accuracy_before: Measure;
    accuracy_after: Measure;
    delta: Measure;
    i_to_c: Measure;
    c_to_i: Measure;
    cl: Measure;
    cs: Measure;
    rss: Measure;
    unparsed_before: Measure;
    unparsed_after: Measure;
  };
  /** Differences where both have several samples of every shared question. */
  sampling: {
    turn: 'first' | 'last';
    k: number;
    pass_at_k: Measure;
    majority_at_k: Measure | null;
    best_at_k: Measure | null;
  }[];
  /** Questions on which either is better at the last turn; exact two-sided sign test. */
  test: {
    better_a: number;
    better_b: number;
    p_value: number;
  };
};

export type ReportCreate = {
  name: string;
  source: AttemptSource;
  seed?: number;
  /** An answer that could not be read counts as wrong, or its sample is left out. */
  unparsed?: 'wrong' | 'exclude';
  /** A sample without a later attempt is left out, or its last attempt stands for it (a loop that stopped early): carry for refinements, otherwise drop. */
  missing?: 'drop' | 'carry';
  /** How the final answer is read from texts that come without one; without it only given answers vote. */
  answer?: AnswerKind;
  dynamics?: DynamicsOptions;
  behaviors?: BehaviorOptions;
};

export type ReportGroup = {
  by: ('model' | 'task' | 'strategy' | 'iteration')[];
  model: string | null;
  task: string | null;
  strategy: string | null;
  iteration: number | null;
  result: SelfCorrection;
};

export type ReportPage = {
  data: Report[];
  next_cursor: string | null;
};

export type ReportResolve = {
  resolved: true;
};

export type ReportResolved = {
  /** A comparison id, cpr_ and 26 characters. */
  comparison_id: string;
  /** Reports that were open. */
  resolved: number;
};

export type ReportResult = {
  questions: number;
  samples: number;
  /** Samples without an attempt at every turn; they are left out. */
  dropped_samples: number;
  turns: TurnMeasure[];
  pairs: TurnPair[];
  /** At the first turn and the last, where every question has several samples. */
  sampling: Sampling[];
  transitions: Transition[];
  revisions: Revision[];
  label: LabelEstimate | null;
  groups: ReportGroup[];
  dynamics: Dynamics[];
  behaviors: Behaviors | null;
};

export type ReportSample = {
  question: string;
  sample: number;
  model: string | null;
  task: string | null;
  strategy: string | null;
  iteration: number | null;
  attempts: {
    attempt: number;
    state: TurnState;
    answer: string | null;
    temperature: number | null;
    reward: number | null;
    /** Null where none was given, or what it came from is deleted. */
    text: string | null;
    refinement_id: string | null;
    /** Of the refinement; its critiques name this step as their parent. */
    step: number | null;
    response_id: string | null;
  }[];
};

export type ReportSamplePage = {
  data: ReportSample[];
  next_cursor: string | null;
};

export type ReportedComparison = {
  /** A comparison id, cpr_ and 26 characters. */
  comparison_id: string;
  prompt: string | Message[];
  model_a: string;
  model_b: string;
  reports: number;
  reasons: string[];
  /** Milliseconds since 1970-01-01 UTC. */
  last_reported_at: number;
};

export type ResponseInput = {
  /** Our item id (itm_…) or the external_id given at upload. */
  item_id: string;
  model: string;
  /** Which of several independent samples. */
  sample?: number;
  /** Which try within a sample; 2 follows a review of 1. */
  attempt?: number;
  content: string;
  correct?: boolean | null;
  /** Free JSON, kept and returned as given. */
  metadata?: Record<string, unknown>;
};

export type ResponsePage = {
  data: ResponseRow[];
  next_cursor: string | null;
};

export type ResponseRow = {
  /** A response id, rsp_ and 26 characters. */
  id: string;
  /** A item id, itm_ and 26 characters. */
  item_id: string;
  model: string;
  sample: number;
  attempt: number;
  content: string;
  correct: boolean | null;
  /** Free JSON, kept and returned as given. */
  metadata: Record<string, unknown>;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type ResponseScores = {
  /** A campaign id, cmp_ and 26 characters. */
  campaign_id: string;
  /** Best first. */
  models: {
    model: string;
    /** 1 to 5; the interval resamples raters, and n counts them. */
    mean: Measure;
    ratings: number;
    /** Ratings of 1, 2, 3, 4 and 5. */
    distribution: number[];
  }[];
  /** Who scored at all: what `source` may be. */
  sources: {
    source: RatingSource;
    name: string;
    ratings: number;
  }[];
};

export type ResponsesCreate = {
  responses: ResponseInput[];
};

export type ResponsesCreated = {
  ids: string[];
};

export type Retirement = {
  model: string;
  reason: string;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type RetirementCreate = {
  model: string;
  reason?: string;
};

export type RetirementPage = {
  data: Retirement[];
  next_cursor: string | null;
};

export type ReviewQueue = {
  rater_count: number;
  /** Flagged and undecided, the most suspicious first. */
  raters: CampaignRaterDetail[];
  report_count: number;
  /** Reported and unresolved, the most reported first. */
  reports: ReportedComparison[];
};

export type Revision = {
  from: number;
  to: number;
  /** Samples with a text at both turns; of very many an even choice is measured. */
  revisions: number;
  /** Revisions measured. */
  n: number;
  mean: Measure;
  median: Measure;
  /** Share of revisions that repeat the text before, letter by letter. */
  unchanged: Measure;
  /** Share with another final answer; null without answers. */
  answer_changed: Measure | null;
  by_outcome: {
    outcome: 'right_right' | 'right_wrong' | 'wrong_right' | 'wrong_wrong';
    /** Revisions measured. */
    n: number;
    mean: Measure;
    median: Measure;
    /** Share of revisions that repeat the text before, letter by letter. */
    unchanged: Measure;
  }[];
  /** Revisions by edit ratio; the first bin, 0 to 0, holds those that changed nothing. */
  histogram: {
    low: number;
    high: number;
    count: number;
  }[];
};

export type RewardHead = {
  map: ProbabilityMap | null;
  pair_map: ProbabilityMap | null;
};

export type RiskCoveragePoint = {
  threshold: number;
  coverage: number;
  risk: number;
};

export type RubricOptions = {
  criteria: Criterion[];
  /** All criteria in one call, or a call for each. */
  one_call: boolean;
};

export type RubricOptionsInput = {
  criteria: CriterionInput[];
  /** All criteria in one call, or a call for each. */
  one_call?: boolean;
};

export type RuleProvider = {
  kind: 'rule';
  verifier: 'numeric' | 'exact' | 'regex' | 'json_schema' | 'contains' | 'choice';
  options: Record<string, unknown>;
};

export type RuleProviderInput = {
  kind: 'rule';
  verifier: 'numeric' | 'exact' | 'regex' | 'json_schema' | 'contains' | 'choice';
  options?: Record<string, unknown>;
};

export type Runner = {
  name: string;
  labels: string[];
  recipes: string[];
  version: string;
  device: string;
  connected: boolean;
  /** Milliseconds since 1970-01-01 UTC. */
  last_seen_at: number;
};

export type RunnerPage = {
  data: Runner[];
  next_cursor: string | null;
};

export type RunnerProvider = {
  kind: 'runner';
  /** Root of the API, up to and with /v1. Needs a key with scope admin; https and a public host. */
  base_url: string;
  model: string;
  /** Instead of the judge's. */
  temperature?: number;
  /** Instead of the judge's. */
  max_tokens?: number;
  prices?: Prices;
  /** For one call. */
  timeout_ms: number;
  max_retries: number;
  /** Calls to this origin at once, per isolate. */
  max_concurrency: number;
  /** Name of a stored credential. */
  credential?: string;
  features: Features;
};

export type RunnerProviderInput = {
  kind: 'runner';
  /** Root of the API, up to and with /v1. Needs a key with scope admin; https and a public host. */
  base_url: string;
  model: string;
  /** Instead of the judge's. */
  temperature?: number;
  /** Instead of the judge's. */
  max_tokens?: number;
  prices?: Prices;
  /** For one call. */
  timeout_ms?: number;
  max_retries?: number;
  /** Calls to this origin at once, per isolate. */
  max_concurrency?: number;
  /** Name of a stored credential. */
  credential?: string;
  features?: Features;
};

export type Sampling = {
  turn: number;
  k: number;
  /** At least one of k is right, unbiased (Chen et al. 2021, arXiv 2107.03374). */
  pass_at_k: Measure;
  /** The commonest final answer of k is right; of equal counts the first reached. Null without answers. */
  majority_at_k: Measure | null;
  /** How often the vote of k was tied. */
  tie_share: Measure | null;
  /** The sample of highest reward among k is right; null without rewards. */
  best_at_k: Measure | null;
};

export type Scale = {
  min: number;
  max: number;
  step: number;
  /** What a grade stands for, by grade: {"1": "wrong", "5": "flawless"}. */
  anchors: Record<string, string>;
};

export type ScaleInput = {
  min?: number;
  max?: number;
  step?: number;
  /** What a grade stands for, by grade: {"1": "wrong", "5": "flawless"}. */
  anchors?: Record<string, string>;
};

export type Scope = 'judge' | 'read' | 'rate' | 'campaigns' | 'jobs' | 'runner' | 'admin';

export type ScoreOptions = {
  scale: Scale;
};

export type ScoreOptionsInput = {
  scale?: ScaleInput;
};

export type SelfCorrection = {
  questions: number;
  samples: number;
  /** Samples without an attempt at every turn; they are left out. */
  dropped_samples: number;
  turns: TurnMeasure[];
  pairs: TurnPair[];
  /** At the first turn and the last, where every question has several samples. */
  sampling: Sampling[];
  transitions: Transition[];
  revisions: Revision[];
  label: LabelEstimate | null;
};

export type Session = {
  project: Project;
  key: {
    /** A key id, key_ and 26 characters. */
    id: string;
    name: string;
    scopes: Scope[];
  };
  expires_at: number | null;
};

export type SessionCreate = {
  key: string;
};

export type Shadow = {
  /** A judge id, jdg_ and 26 characters. */
  judge_id: string;
  /** A judge id, jdg_ and 26 characters. */
  beside: string;
  against: ShadowAgainst;
  margin: number;
  error: number;
  state: ShadowState;
  gate: Gate;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
  /** Milliseconds since 1970-01-01 UTC. */
  updated_at: number;
  decided_at: number | null;
};

export type ShadowAgainst = {
  kind: 'ratings';
  /** Requests name its comparisons by `comparison_id`. */
  campaign_id: string;
} | {
  kind: 'teacher';
};

export type ShadowPut = {
  /** The judge in use, of the same mode. */
  beside: string;
  against: ShadowAgainst;
  /** How much less often right it may be than the judge in use and still take its place. */
  margin?: number;
  /** Chance of promoting one that is worse by the margin, and of rejecting one that is not. */
  error?: number;
};

export type ShadowState = 'shadow' | 'promoted' | 'rejected' | 'rolled_back';

export type SkipAccepted = {
  /** A assignment id, asn_ and 26 characters. */
  id: string;
  accepted: true;
};

export type SkipCreate = {
  /** The assignment's. */
  token: string;
  /** `report`: the campaign's owner should look at it. */
  kind: 'skip' | 'report';
  reason?: string;
};

export type Snapshot = {
  /** A snapshot id, snp_ and 26 characters. */
  id: string;
  /** A leaderboard id, ldb_ and 26 characters. */
  leaderboard_id: string;
  version: number;
  method: 'bradley-terry' | 'win-rate' | 'davidson' | 'rao-kupper' | 'maximal-lottery' | 'elo' | 'rater-weighted' | 'crowd-bt' | 'criteria-lottery';
  settings: LeaderboardSettings | null;
  /** Goes up when ratings are held or freed, and all are counted anew. */
  epoch: number;
  /** Ratings counted so far in this campaign. */
  watermark: number;
  status: SnapshotStatus;
  message: string | null;
  rows: LeaderboardRow[];
  /** What proves or limits the result: gradient norm or exploitability (0 at an exact optimum), iterations, the tie parameter (nu, kappa), the seed of the simulated rank ranges. */
  diagnostics: Record<string, number | string> | null;
  /** null on a snapshot from before there was one. */
  analysis: Analysis | null;
  /** Of method and settings, as the export has them. */
  config_sha256: string | null;
  method_version: string | null;
  seed: number | null;
  /** Of the counts it was computed from, as the export has them. */
  inputs_sha256: string | null;
  /** Of status, message, rows, diagnostics and analysis: what `assay board recompute` comes to again. */
  result_sha256: string | null;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type SnapshotPage = {
  data: Snapshot[];
  next_cursor: string | null;
};

export type SnapshotStatus = 'ok' | 'empty' | 'disconnected' | 'separable';

/** auto: numbered steps where there are two or more, otherwise lines, otherwise sentences. */
export type Split = 'auto' | 'numbered' | 'lines' | 'sentences' | 'paragraphs' | 'code_blocks';

export type Stage = {
  /** A judge id, jdg_ and 26 characters. */
  judge_id: string;
  judge_version: number;
  readings: Reading[];
  verdict: Verdict;
};

export type StepVerdict = 'correct' | 'wrong' | 'doubtful' | 'unchecked';

export type StepsHead = {
  map: ProbabilityMap;
  whole_map: ProbabilityMap | null;
};

export type StepsOptions = {
  /** How a response is cut into steps where the request gives none. */
  split: 'numbered' | 'lines' | 'paragraphs';
};

export type StepsOptionsInput = {
  /** How a response is cut into steps where the request gives none. */
  split?: 'numbered' | 'lines' | 'paragraphs';
};

export type StoredSettings = {
  /** Judgments older than this are deleted; null keeps them. */
  retention_days: number | null;
  /** Keep raw replies. Without them a judgment cannot be replayed. */
  keep_replies: boolean;
  /** Taken out of requests, replies and reasons before they are kept. */
  redact: ('email' | 'phone' | 'card' | 'ip_address')[];
  /** These words too, in any case. */
  redact_words: string[];
  updated_at: number | null;
};

export type Strategy = 'uniform' | 'coverage' | 'arena' | 'information' | 'closest' | 'thompson';

export type Target = {
  /** So many models from the first place on… */
  top: number;
  /** …each above every model behind it with at least this confidence, simultaneously. */
  confidence: number;
};

export type TargetInput = {
  /** So many models from the first place on… */
  top: number;
  /** …each above every model behind it with at least this confidence, simultaneously. */
  confidence?: number;
};

export type TargetResult = {
  points: {
    step: number;
    what: string;
    verdict: 'valid' | 'invalid' | 'unclear';
    reason: string;
    votes: {
      valid: number;
      invalid: number;
      unclear: number;
    };
  }[];
  /** Wrong steps that the target does not name, as most critics say. */
  missed: {
    step: number;
    what: string;
    votes: number;
  }[];
  /** Valid points among those that are valid or not. */
  valid_share: number | null;
  /** Annotated errors among the steps that the target calls wrong. */
  precision: number | null;
  /** Of the annotated errors, those that the target calls wrong. */
  recall: number | null;
};

export type Transition = {
  from: number;
  to: number;
  before: TurnState;
  after: TurnState;
  count: number;
  share: Measure;
};

export type TurnMeasure = {
  turn: number;
  accuracy: Measure;
  unparsed: number;
  unparsed_share: Measure;
};

export type TurnPair = {
  from: number;
  to: number;
  accuracy_before: Measure;
  accuracy_after: Measure;
  delta: Measure;
  i_to_c: Measure;
  c_to_i: Measure;
  cl: Measure;
  cs: Measure;
  rss: Measure;
  confident: Measure;
  unconfident: Measure;
  critical: Measure;
  stubborn: Measure;
};

export type TurnState = 'right' | 'wrong' | 'unparsed';

export type Upload = {
  /** A upload id, upl_ and 26 characters. */
  id: string;
  /** A dataset id, ds_ and 26 characters. */
  dataset_id: string;
  kind: 'items' | 'responses';
  format: 'jsonl' | 'csv' | 'trl_preference' | 'pairs' | 'labeled' | 'llmbar' | 'judgebench' | 'rewardbench' | 'mt_bench' | 'pandalm' | 'processbench' | 'mr_ben';
  on_error: 'keep_good' | 'atomic';
  state: UploadState;
  size_bytes: number;
  part_bytes: number;
  received_parts: number[];
  processed_bytes: number;
  lines_good: number;
  lines_bad: number;
  /** The first 100 bad lines. */
  errors: LineError[];
  message: string | null;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
  finished_at: number | null;
};

export type UploadCreate = {
  /** A dataset id, ds_ and 26 characters. */
  dataset_id: string;
  /** What each line is, for jsonl and csv; the other formats bring both. */
  kind: 'items' | 'responses';
  format?: 'jsonl' | 'csv' | 'trl_preference' | 'pairs' | 'labeled' | 'llmbar' | 'judgebench' | 'rewardbench' | 'mt_bench' | 'pandalm' | 'processbench' | 'mr_ben';
  /** keep_good: bad lines are reported and the good ones kept; atomic: one bad line and nothing is kept. */
  on_error?: 'keep_good' | 'atomic';
  size_bytes: number;
  sha256?: string;
};

export type UploadPage = {
  data: Upload[];
  next_cursor: string | null;
};

export type UploadState = 'uploading' | 'processing' | 'done' | 'failed' | 'cancelled';

export type Verdict = {
  /** pair: a, b, tie, both_bad; reference: correct, partially_correct, incorrect; check: pass, fail; steps: all_correct, error; score, rubric: scored; rank: ranked. In every mode: unreadable, abstained. */
  outcome: string;
  /** Probability that the outcome is right, calibrated where the judge has a calibration; 1 for a rule. */
  probability: number | null;
  /** Of the probability, or of the score where there is one. */
  interval: {
    low: number;
    high: number;
    method: string;
  } | null;
  /** score, rubric: the grade. pair: share for A. */
  score: number | null;
  distribution: Record<string, number> | null;
  /** By mode: criteria, ranking, steps, requirements. */
  detail: Record<string, unknown> | null;
  /** Whether both orders agreed; null where one was asked. */
  swap_consistent: boolean | null;
  calibrated: boolean;
  /** The outcome it would have been. */
  abstained_from: string | null;
  stopped_early: boolean;
  reasons: string[];
};

export type Watch = {
  /** A judge id, jdg_ and 26 characters. */
  judge_id: string;
  /** A campaign id, cmp_ and 26 characters. */
  campaign_id: string;
  in_control_agreement: number;
  drop_to: number;
  in_control_run: number;
  demote: boolean;
  /** Milliseconds since 1970-01-01 UTC. */
  from: number;
  state: WatchState;
  chart: WatchChart;
  flagged_at: number | null;
  /** Milliseconds since 1970-01-01 UTC. */
  updated_at: number;
};

export type WatchChart = {
  /** The alarm goes off at this height. */
  limit: number;
  /** What each comparison takes off; a disagreement adds 1. Never below 0. */
  reference: number;
  /** Comparisons to a false alarm on the mean, computed exactly. */
  in_control_run: number;
  /** Comparisons to an alarm once agreement has dropped, on the mean. */
  detection_run: number;
  /** Comparisons that the judge and a person judged; the first rating counts. */
  matched: number;
  agreement: Measure;
  value: number;
  /** The last 500. */
  points: {
    /** Milliseconds since 1970-01-01 UTC. */
    at: number;
    agreed: boolean;
    value: number;
  }[];
  alarm_at: number | null;
};

export type WatchPut = {
  /** Its raters are the people the judge is held against. */
  campaign_id: string;
  /** Agreement while all is well, as an evaluation measured it. */
  in_control_agreement: number;
  /** The lower agreement that should be noticed. */
  drop_to: number;
  /** The false-alarm rate: one in so many comparisons on the mean, while all is well. */
  in_control_run?: number;
  /** A flagged judge judges no more. */
  demote?: boolean;
  /** Ratings from this time on; from now on unless given. */
  from?: number;
};

export type WatchState = 'active' | 'flagged' | 'demoted';

export type Webhook = {
  /** A webhook id, whk_ and 26 characters. */
  id: string;
  url: string;
  events: WebhookEvent[];
  description: string;
  /** Disables itself when nothing was taken for five days; enable it again by PATCH. */
  enabled: boolean;
  /** The first failure since the last delivery that was taken. */
  failing_since: number | null;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type WebhookCreate = {
  /** https, at a public host; redirects are not followed. */
  url: string;
  events: WebhookEvent[];
  description?: string;
};

export type WebhookCreated = {
  /** A webhook id, whk_ and 26 characters. */
  id: string;
  url: string;
  events: WebhookEvent[];
  description: string;
  /** Disables itself when nothing was taken for five days; enable it again by PATCH. */
  enabled: boolean;
  /** The first failure since the last delivery that was taken. */
  failing_since: number | null;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
  /** whsec_…: signs every delivery (Standard Webhooks); shown this once. */
  secret: string;
};

export type WebhookDelivery = {
  /** Sent as webhook-id; the same at every attempt. */
  id: string;
  /** A webhook id, whk_ and 26 characters. */
  webhook_id: string;
  event: WebhookEvent | 'webhook.test';
  payload: unknown;
  state: 'pending' | 'delivered' | 'failed';
  attempts: number;
  response_status: number | null;
  last_error: string | null;
  /** null once it is delivered or given up. */
  next_attempt_at: number | null;
  delivered_at: number | null;
  /** Milliseconds since 1970-01-01 UTC. */
  created_at: number;
};

export type WebhookDeliveryPage = {
  data: WebhookDelivery[];
  next_cursor: string | null;
};

export type WebhookEvent = 'campaign.state_changed' | 'campaign.ratings' | 'rater.flagged' | 'rater.held' | 'rater.cleared' | 'snapshot.created' | 'job.finished' | 'judge.promoted';

export type WebhookPage = {
  data: Webhook[];
  next_cursor: string | null;
};

export type WebhookPatch = {
  /** https, at a public host; redirects are not followed. */
  url?: string;
  events?: WebhookEvent[];
  description?: string;
  enabled?: boolean;
};

export type WinMatrix = {
  snapshot_version: number | null;
  /** Best first. */
  models: string[];
  a: number[];
  b: number[];
  wins_a: number[];
  wins_b: number[];
  ties: number[];
  /** a's share of points by the scores; null where the method predicts none. */
  predicted: (number | null)[];
};

export type WorkersAiProvider = {
  kind: 'workers-ai';
  model: string;
  /** Instead of the judge's. */
  temperature?: number;
  /** Instead of the judge's. */
  max_tokens?: number;
  prices?: Prices;
  /** For one call. */
  timeout_ms: number;
  max_retries: number;
  /** Calls to this origin at once, per isolate. */
  max_concurrency: number;
  features: Features;
};

export type WorkersAiProviderInput = {
  kind: 'workers-ai';
  model: string;
  /** Instead of the judge's. */
  temperature?: number;
  /** Instead of the judge's. */
  max_tokens?: number;
  prices?: Prices;
  /** For one call. */
  timeout_ms?: number;
  max_retries?: number;
  /** Calls to this origin at once, per isolate. */
  max_concurrency?: number;
  features?: Features;
};

/** Every code that an error of the API may carry. */
export type ErrorCode =
  | 'invalid_request'
  | 'invalid_json'
  | 'invalid_params'
  | 'unauthenticated'
  | 'forbidden'
  | 'challenge_required'
  | 'csrf'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'fence_lost'
  | 'idempotency_in_flight'
  | 'gone'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'range_not_satisfiable'
  | 'hash_mismatch'
  | 'idempotency_mismatch'
  | 'rate_limited'
  | 'internal'
  | 'not_implemented'
  | 'unavailable';

/** Every schema by its name. */
export interface Schemas {
  Analysis: Analysis;
  AnnotatedSolution: AnnotatedSolution;
  AnswerKind: AnswerKind;
  AnthropicProvider: AnthropicProvider;
  AnthropicProviderInput: AnthropicProviderInput;
  ArithmeticCritic: ArithmeticCritic;
  ArithmeticCriticInput: ArithmeticCriticInput;
  Artifact: Artifact;
  ArtifactCreate: ArtifactCreate;
  ArtifactPage: ArtifactPage;
  ArtifactUpload: ArtifactUpload;
  Asking: Asking;
  AskingInput: AskingInput;
  Assignment: Assignment;
  Assignments: Assignments;
  Attempt: Attempt;
  AttemptGroup: AttemptGroup;
  AttemptSource: AttemptSource;
  AuditEntry: AuditEntry;
  AuditPage: AuditPage;
  Batch: Batch;
  BatchCreate: BatchCreate;
  BatchPage: BatchPage;
  BatchResult: BatchResult;
  BatchResume: BatchResume;
  BatchRetried: BatchRetried;
  BatchSource: BatchSource;
  BatchState: BatchState;
  BatchTask: BatchTask;
  BatchTaskOf: BatchTaskOf;
  BatchTaskPage: BatchTaskPage;
  BatchTaskState: BatchTaskState;
  BehaviorCounts: BehaviorCounts;
  BehaviorOptions: BehaviorOptions;
  Behaviors: Behaviors;
  BoardAgreement: BoardAgreement;
  BoardIntervals: BoardIntervals;
  BoardIntervalsInput: BoardIntervalsInput;
  BoardSource: BoardSource;
  Budget: Budget;
  BudgetInput: BudgetInput;
  Calibration: Calibration;
  CalibrationCreate: CalibrationCreate;
  CalibrationError: CalibrationError;
  CalibrationPage: CalibrationPage;
  CalibrationResult: CalibrationResult;
  Campaign: Campaign;
  CampaignCreate: CampaignCreate;
  CampaignExportKind: CampaignExportKind;
  CampaignKind: CampaignKind;
  CampaignLive: CampaignLive;
  CampaignPage: CampaignPage;
  CampaignPatch: CampaignPatch;
  CampaignQuality: CampaignQuality;
  CampaignRater: CampaignRater;
  CampaignRaterDetail: CampaignRaterDetail;
  CampaignRaterPage: CampaignRaterPage;
  CampaignState: CampaignState;
  CascadeReport: CascadeReport;
  CascadeSaving: CascadeSaving;
  ChatMessage: ChatMessage;
  ChatProvider: ChatProvider;
  ChatProviderInput: ChatProviderInput;
  CheckOptions: CheckOptions;
  CheckOptionsInput: CheckOptionsInput;
  CheckQuestion: CheckQuestion;
  CheckQuestionInput: CheckQuestionInput;
  Choice: Choice;
  Choices: Choices;
  ChoicesInput: ChoicesInput;
  ClassMeasure: ClassMeasure;
  Combine: Combine;
  Comparison: Comparison;
  ComparisonInput: ComparisonInput;
  ComparisonPage: ComparisonPage;
  ComparisonsCreate: ComparisonsCreate;
  ComparisonsCreated: ComparisonsCreated;
  ComparisonsDrawn: ComparisonsDrawn;
  ComparisonsFromResponses: ComparisonsFromResponses;
  Completion: Completion;
  ContentType: ContentType;
  Credential: Credential;
  CredentialCreate: CredentialCreate;
  CredentialPage: CredentialPage;
  Criterion: Criterion;
  CriterionInput: CriterionInput;
  Critic: Critic;
  CriticAsking: CriticAsking;
  CriticAskingInput: CriticAskingInput;
  CriticCreate: CriticCreate;
  CriticEvaluation: CriticEvaluation;
  CriticEvaluationCreate: CriticEvaluationCreate;
  CriticEvaluationPage: CriticEvaluationPage;
  CriticEvaluationResult: CriticEvaluationResult;
  CriticEvaluationSource: CriticEvaluationSource;
  CriticMember: CriticMember;
  CriticMemberInput: CriticMemberInput;
  CriticPage: CriticPage;
  Critique: Critique;
  CritiqueBatch: CritiqueBatch;
  CritiqueBatchCreate: CritiqueBatchCreate;
  CritiqueBatchPage: CritiqueBatchPage;
  CritiqueBatchResult: CritiqueBatchResult;
  CritiqueBatchRetried: CritiqueBatchRetried;
  CritiqueBatchSource: CritiqueBatchSource;
  CritiqueCreate: CritiqueCreate;
  CritiquePage: CritiquePage;
  CritiqueReplay: CritiqueReplay;
  CritiqueReplayCreate: CritiqueReplayCreate;
  CritiqueRequest: CritiqueRequest;
  CritiqueRequestInput: CritiqueRequestInput;
  CritiqueResult: CritiqueResult;
  CritiqueTarget: CritiqueTarget;
  CritiqueTargetInput: CritiqueTargetInput;
  CritiquedStep: CritiquedStep;
  Dataset: Dataset;
  DatasetCreate: DatasetCreate;
  DatasetPage: DatasetPage;
  Deleted: Deleted;
  Detector: Detector;
  Dynamics: Dynamics;
  DynamicsOptions: DynamicsOptions;
  EdgeConformal: EdgeConformal;
  EdgeFile: EdgeFile;
  EdgeLineage: EdgeLineage;
  EdgeManifest: EdgeManifest;
  EdgeModel: EdgeModel;
  EdgeModelCreate: EdgeModelCreate;
  EdgeModelPage: EdgeModelPage;
  EdgeProvider: EdgeProvider;
  EdgeTemplate: EdgeTemplate;
  ErrorKind: ErrorKind;
  ErrorsResult: ErrorsResult;
  Escalation: Escalation;
  EscalationInput: EscalationInput;
  Evaluation: Evaluation;
  EvaluationCreate: EvaluationCreate;
  EvaluationPage: EvaluationPage;
  EvaluationResult: EvaluationResult;
  EvaluationSource: EvaluationSource;
  EvaluationState: EvaluationState;
  EventsAppend: EventsAppend;
  EventsAppended: EventsAppended;
  Evidence: Evidence;
  EvidenceInput: EvidenceInput;
  Facets: Facets;
  Features: Features;
  FenceBody: FenceBody;
  Finish: Finish;
  Finished: Finished;
  GainArms: GainArms;
  GainOptions: GainOptions;
  GainOptionsInput: GainOptionsInput;
  GainResult: GainResult;
  Gate: Gate;
  GivenPoint: GivenPoint;
  GivenPointInput: GivenPointInput;
  Gold: Gold;
  GoldLabel: GoldLabel;
  GradesHead: GradesHead;
  Habit: Habit;
  HabitAgreement: HabitAgreement;
  HabitMeasure: HabitMeasure;
  HeadToHead: HeadToHead;
  Health: Health;
  Heartbeat: Heartbeat;
  HeartbeatAnswer: HeartbeatAnswer;
  Invitation: Invitation;
  InvitationPage: InvitationPage;
  InvitationsCreate: InvitationsCreate;
  InvitationsCreated: InvitationsCreated;
  Item: Item;
  ItemInput: ItemInput;
  ItemPage: ItemPage;
  ItemsCreate: ItemsCreate;
  ItemsCreated: ItemsCreated;
  Job: Job;
  JobCreate: JobCreate;
  JobError: JobError;
  JobEvent: JobEvent;
  JobEventPage: JobEventPage;
  JobInput: JobInput;
  JobPage: JobPage;
  JobResult: JobResult;
  JobState: JobState;
  Judge: Judge;
  JudgeCreate: JudgeCreate;
  JudgeCritic: JudgeCritic;
  JudgePage: JudgePage;
  Judgment: Judgment;
  JudgmentCreate: JudgmentCreate;
  JudgmentPage: JudgmentPage;
  JudgmentRequest: JudgmentRequest;
  JudgmentRequestInput: JudgmentRequestInput;
  JuryWeights: JuryWeights;
  Key: Key;
  KeyCreate: KeyCreate;
  KeyCreated: KeyCreated;
  KeyPage: KeyPage;
  LabelAttempt: LabelAttempt;
  LabelEstimate: LabelEstimate;
  LabelPlan: LabelPlan;
  Leaderboard: Leaderboard;
  LeaderboardCreate: LeaderboardCreate;
  LeaderboardHistory: LeaderboardHistory;
  LeaderboardPage: LeaderboardPage;
  LeaderboardPatch: LeaderboardPatch;
  LeaderboardResult: LeaderboardResult;
  LeaderboardRow: LeaderboardRow;
  LeaderboardSettings: LeaderboardSettings;
  LeaderboardSettingsInput: LeaderboardSettingsInput;
  LeaderboardView: LeaderboardView;
  Lease: Lease;
  LeaseRequest: LeaseRequest;
  LeasedJob: LeasedJob;
  LineError: LineError;
  Lineage: Lineage;
  Measure: Measure;
  Media: Media;
  MemberReliability: MemberReliability;
  Message: Message;
  ModeName: ModeName;
  Model: Model;
  ModelFile: ModelFile;
  ModelPage: ModelPage;
  NamedErrors: NamedErrors;
  OwnFigures: OwnFigures;
  PairOptions: PairOptions;
  PairOptionsInput: PairOptionsInput;
  Part: Part;
  Policy: Policy;
  PolicyInput: PolicyInput;
  Preset: Preset;
  Prices: Prices;
  ProbabilityMap: ProbabilityMap;
  Problem: Problem;
  Project: Project;
  ProjectCreate: ProjectCreate;
  ProjectCreated: ProjectCreated;
  ProjectSettings: ProjectSettings;
  ProviderConfig: ProviderConfig;
  ProviderConfigInput: ProviderConfigInput;
  ProviderKeys: ProviderKeys;
  Provisional: Provisional;
  PublicLeaderboard: PublicLeaderboard;
  RankOptions: RankOptions;
  RankOptionsInput: RankOptionsInput;
  RatedChoice: RatedChoice;
  RatedComparison: RatedComparison;
  RatedComparisonPage: RatedComparisonPage;
  RaterAssignmentsCreate: RaterAssignmentsCreate;
  RaterBloc: RaterBloc;
  RaterCheck: RaterCheck;
  RaterDecision: RaterDecision;
  RaterDone: RaterDone;
  RaterFigures: RaterFigures;
  RaterFinding: RaterFinding;
  RaterHeld: RaterHeld;
  RaterHold: RaterHold;
  RaterState: RaterState;
  Rating: Rating;
  RatingAccepted: RatingAccepted;
  RatingBatch: RatingBatch;
  RatingBatchCreate: RatingBatchCreate;
  RatingCheckCreate: RatingCheckCreate;
  RatingCheckResult: RatingCheckResult;
  RatingColumns: RatingColumns;
  RatingCreate: RatingCreate;
  RatingLine: RatingLine;
  RatingPage: RatingPage;
  RatingRefused: RatingRefused;
  RatingSession: RatingSession;
  RatingSessionCreate: RatingSessionCreate;
  RatingSource: RatingSource;
  RatingsImported: RatingsImported;
  Reading: Reading;
  Recipe: Recipe;
  RecipePage: RecipePage;
  Recruitment: Recruitment;
  RecruitmentInput: RecruitmentInput;
  ReferenceOptions: ReferenceOptions;
  Refinement: Refinement;
  RefinementCreate: RefinementCreate;
  RefinementPage: RefinementPage;
  RefinementRequest: RefinementRequest;
  RefinementRequestInput: RefinementRequestInput;
  RefinementResult: RefinementResult;
  RefinementState: RefinementState;
  RefinementStep: RefinementStep;
  RefinementStepPage: RefinementStepPage;
  Rejection: Rejection;
  RejectionPage: RejectionPage;
  RejectionReason: RejectionReason;
  ReliabilityBin: ReliabilityBin;
  Replay: Replay;
  ReplayCreate: ReplayCreate;
  Replayed: Replayed;
  Report: Report;
  ReportCompare: ReportCompare;
  ReportComparison: ReportComparison;
  ReportCreate: ReportCreate;
  ReportGroup: ReportGroup;
  ReportPage: ReportPage;
  ReportResolve: ReportResolve;
  ReportResolved: ReportResolved;
  ReportResult: ReportResult;
  ReportSample: ReportSample;
  ReportSamplePage: ReportSamplePage;
  ReportedComparison: ReportedComparison;
  ResponseInput: ResponseInput;
  ResponsePage: ResponsePage;
  ResponseRow: ResponseRow;
  ResponseScores: ResponseScores;
  ResponsesCreate: ResponsesCreate;
  ResponsesCreated: ResponsesCreated;
  Retirement: Retirement;
  RetirementCreate: RetirementCreate;
  RetirementPage: RetirementPage;
  ReviewQueue: ReviewQueue;
  Revision: Revision;
  RewardHead: RewardHead;
  RiskCoveragePoint: RiskCoveragePoint;
  RubricOptions: RubricOptions;
  RubricOptionsInput: RubricOptionsInput;
  RuleProvider: RuleProvider;
  RuleProviderInput: RuleProviderInput;
  Runner: Runner;
  RunnerPage: RunnerPage;
  RunnerProvider: RunnerProvider;
  RunnerProviderInput: RunnerProviderInput;
  Sampling: Sampling;
  Scale: Scale;
  ScaleInput: ScaleInput;
  Scope: Scope;
  ScoreOptions: ScoreOptions;
  ScoreOptionsInput: ScoreOptionsInput;
  SelfCorrection: SelfCorrection;
  Session: Session;
  SessionCreate: SessionCreate;
  Shadow: Shadow;
  ShadowAgainst: ShadowAgainst;
  ShadowPut: ShadowPut;
  ShadowState: ShadowState;
  SkipAccepted: SkipAccepted;
  SkipCreate: SkipCreate;
  Snapshot: Snapshot;
  SnapshotPage: SnapshotPage;
  SnapshotStatus: SnapshotStatus;
  Split: Split;
  Stage: Stage;
  StepVerdict: StepVerdict;
  StepsHead: StepsHead;
  StepsOptions: StepsOptions;
  StepsOptionsInput: StepsOptionsInput;
  StoredSettings: StoredSettings;
  Strategy: Strategy;
  Target: Target;
  TargetInput: TargetInput;
  TargetResult: TargetResult;
  Transition: Transition;
  TurnMeasure: TurnMeasure;
  TurnPair: TurnPair;
  TurnState: TurnState;
  Upload: Upload;
  UploadCreate: UploadCreate;
  UploadPage: UploadPage;
  UploadState: UploadState;
  Verdict: Verdict;
  Watch: Watch;
  WatchChart: WatchChart;
  WatchPut: WatchPut;
  WatchState: WatchState;
  Webhook: Webhook;
  WebhookCreate: WebhookCreate;
  WebhookCreated: WebhookCreated;
  WebhookDelivery: WebhookDelivery;
  WebhookDeliveryPage: WebhookDeliveryPage;
  WebhookEvent: WebhookEvent;
  WebhookPage: WebhookPage;
  WebhookPatch: WebhookPatch;
  WinMatrix: WinMatrix;
  WorkersAiProvider: WorkersAiProvider;
  WorkersAiProviderInput: WorkersAiProviderInput;
}

/** Every route with its query, body and answer; an answer that is no JSON is the `Response` itself. */
export interface Routes {
  /** Download an artifact; takes Range. */
  'GET /v1/artifacts/{id}/content': { answer: Response };
  /** The next comparisons for this rater. */
  'GET /v1/assignments': { query: { campaign_id: string; count?: number }; answer: Assignments };
  /** Read the audit log. */
  'GET /v1/audit': { query: { limit?: number; cursor?: string }; answer: AuditPage };
  /** Read a calibration. */
  'GET /v1/calibrations/{id}': { answer: Calibration };
  /** List campaigns. */
  'GET /v1/campaigns': { query: { limit?: number; cursor?: string }; answer: CampaignPage };
  /** Create a campaign. */
  'POST /v1/campaigns': { body: CampaignCreate; answer: Campaign };
  /** Read a campaign. */
  'GET /v1/campaigns/{id}': { answer: Campaign };
  /** Open, pause or close a campaign, or change its settings. */
  'PATCH /v1/campaigns/{id}': { body: CampaignPatch; answer: Campaign };
  /** The next comparisons for a rater of your own. */
  'POST /v1/campaigns/{id}/assignments': { body: RaterAssignmentsCreate; answer: Assignments };
  /** List a campaign's comparisons. */
  'GET /v1/campaigns/{id}/comparisons': { query: { limit?: number; cursor?: string }; answer: ComparisonPage };
  /** Add comparisons to a campaign. */
  'POST /v1/campaigns/{id}/comparisons': { body: ComparisonsCreate; answer: ComparisonsCreated };
  /** Add comparisons of a dataset's responses. */
  'POST /v1/campaigns/{id}/comparisons/from-responses': { body: ComparisonsFromResponses; answer: ComparisonsDrawn };
  /** Export a campaign as a file. */
  'GET /v1/campaigns/{id}/export': { query: { kind?: CampaignExportKind; format?: 'jsonl' | 'csv' | 'parquet'; by?: 'comparison' | 'rating'; ties?: 'exclude' | 'split'; form?: 'conversational' | 'text'; source?: 'people' | string | 'all'; held?: 'exclude' | 'include' | 'only'; verified_only?: 'true' | 'false'; criterion?: string }; answer: Response };
  /** Make personal rating addresses. */
  'POST /v1/campaigns/{id}/invitations': { body: InvitationsCreate; answer: InvitationsCreated };
  /** List personal rating addresses, and how far each rater is. */
  'GET /v1/campaigns/{id}/invitations': { query: { limit?: number; cursor?: string }; answer: InvitationPage };
  /** Withdraw a personal rating address. */
  'DELETE /v1/campaigns/{id}/invitations/{rater_id}': { answer: Invitation };
  /** How a campaign stands at this moment. */
  'GET /v1/campaigns/{id}/live': { answer: CampaignLive };
  /** Store an image, audio or video file for the comparisons of a campaign. */
  'PUT /v1/campaigns/{id}/media': { body: Blob | Uint8Array<ArrayBuffer> | string; answer: Media };
  /** Read a campaign's file; takes Range. */
  'GET /v1/campaigns/{id}/media/{sha256}': { answer: Response };
  /** How far raters agree and can be relied on. */
  'GET /v1/campaigns/{id}/quality': { answer: CampaignQuality };
  /** List a campaign's raters with what quality control found. */
  'GET /v1/campaigns/{id}/raters': { query: { limit?: number; cursor?: string; sort?: 'suspicion' | 'ratings'; state?: RaterState }; answer: CampaignRaterPage };
  /** Read one rater: figures, evidence and decision. */
  'GET /v1/campaigns/{id}/raters/{rater_id}': { answer: CampaignRaterDetail };
  /** Hold back a rater's ratings, or clear the rater. */
  'PATCH /v1/campaigns/{id}/raters/{rater_id}': { body: RaterHold; answer: RaterHeld };
  /** List one rater's ratings. */
  'GET /v1/campaigns/{id}/raters/{rater_id}/ratings': { query: { limit?: number; cursor?: string }; answer: RatingPage };
  /** List a campaign's ratings. */
  'GET /v1/campaigns/{id}/ratings': { query: { limit?: number; cursor?: string }; answer: RatingPage };
  /** Import ratings made elsewhere. */
  'POST /v1/campaigns/{id}/ratings/imports': { query: { dry_run?: 'true' | 'false'; format?: 'jsonl' | 'csv'; mapping?: 'assay' | 'arena' | 'llmfao' | 'columns'; columns?: string }; body: Blob | Uint8Array<ArrayBuffer> | string; answer: RatingsImported };
  /** List ratings that were refused or repeated. */
  'GET /v1/campaigns/{id}/rejections': { query: { limit?: number; cursor?: string }; answer: RejectionPage };
  /** Mark the reports of a comparison as seen to. */
  'PATCH /v1/campaigns/{id}/reports/{comparison_id}': { body: ReportResolve; answer: ReportResolved };
  /** List a campaign's retired models. */
  'GET /v1/campaigns/{id}/retirements': { query: { limit?: number; cursor?: string }; answer: RetirementPage };
  /** Retire a model. */
  'POST /v1/campaigns/{id}/retirements': { body: RetirementCreate; answer: Retirement };
  /** Take a retirement back. */
  'DELETE /v1/campaigns/{id}/retirements/{model}': { answer: Deleted };
  /** What waits for a decision: flagged raters and reported comparisons. */
  'GET /v1/campaigns/{id}/review': { answer: ReviewQueue };
  /** How raters scored single responses, by model. */
  'GET /v1/campaigns/{id}/scores': { query: { source?: RatingSource; include_held?: 'true' | 'false'; verified_only?: 'true' | 'false' }; answer: ResponseScores };
  /** Store the key of an outside model's API. */
  'POST /v1/credentials': { body: CredentialCreate; answer: Credential };
  /** List credentials. */
  'GET /v1/credentials': { query: { limit?: number; cursor?: string }; answer: CredentialPage };
  /** Delete a credential. */
  'DELETE /v1/credentials/{id}': { answer: Deleted };
  /** Read an evaluation of a critic. */
  'GET /v1/critic-evaluations/{id}': { answer: CriticEvaluation };
  /** Create a critic, or the next version of one by the same name. */
  'POST /v1/critics': { body: CriticCreate; answer: Critic };
  /** List critics. */
  'GET /v1/critics': { query: { limit?: number; cursor?: string }; answer: CriticPage };
  /** Read a critic. */
  'GET /v1/critics/{id}': { answer: Critic };
  /** Measure a critic against annotated solutions, or the gain of revising by it. */
  'POST /v1/critics/{id}/evaluations': { body: CriticEvaluationCreate; answer: CriticEvaluation };
  /** List a critic's evaluations. */
  'GET /v1/critics/{id}/evaluations': { query: { limit?: number; cursor?: string }; answer: CriticEvaluationPage };
  /** Read and fold critiques of the ledger again under this critic. */
  'POST /v1/critics/{id}/replays': { body: CritiqueReplayCreate; answer: CritiqueReplay };
  /** Critique many at once. */
  'POST /v1/critique-batches': { body: CritiqueBatchCreate; answer: CritiqueBatch };
  /** List batches of critiques. */
  'GET /v1/critique-batches': { query: { limit?: number; cursor?: string }; answer: CritiqueBatchPage };
  /** Show how far a batch is. */
  'GET /v1/critique-batches/{id}': { answer: CritiqueBatch };
  /** Stop a batch; what is under way is still kept. */
  'POST /v1/critique-batches/{id}/cancel': { answer: CritiqueBatch };
  /** All parts are sent: go to work. */
  'POST /v1/critique-batches/{id}/complete': { answer: CritiqueBatch };
  /** Send one part of the requests; sending it again replaces it. */
  'PUT /v1/critique-batches/{id}/parts/{n}': { body: Blob | Uint8Array<ArrayBuffer> | string; answer: CritiqueBatch };
  /** Download what is there so far as JSONL. */
  'GET /v1/critique-batches/{id}/results': { query: { after?: number | null }; answer: Response };
  /** Let a batch go on that was cancelled, stalled or at its ceiling. */
  'POST /v1/critique-batches/{id}/resume': { body: BatchResume; answer: CritiqueBatch };
  /** Try again what was given up. */
  'POST /v1/critique-batches/{id}/retry': { answer: CritiqueBatchRetried };
  /** List the critiques of a batch with what became of them; state=dead shows what was given up. */
  'GET /v1/critique-batches/{id}/tasks': { query: { limit?: number; cursor?: string; state?: BatchTaskState }; answer: BatchTaskPage };
  /** Critique a response step by step, or a critique of one. */
  'POST /v1/critiques': { body: CritiqueCreate; answer: Critique };
  /** List critiques. */
  'GET /v1/critiques': { query: { limit?: number; cursor?: string; critic_id?: string; decision?: 'keep' | 'revise' | 'undecided'; batch_id?: string }; answer: CritiquePage };
  /** Read a critique. */
  'GET /v1/critiques/{id}': { answer: Critique };
  /** Empty a critique of its texts. */
  'POST /v1/critiques/{id}/redact': { answer: Critique };
  /** Create a dataset. */
  'POST /v1/datasets': { body: DatasetCreate; answer: Dataset };
  /** List datasets. */
  'GET /v1/datasets': { query: { limit?: number; cursor?: string }; answer: DatasetPage };
  /** Show a dataset. */
  'GET /v1/datasets/{id}': { answer: Dataset };
  /** Delete a dataset with its items, responses and uploads. */
  'DELETE /v1/datasets/{id}': { answer: Deleted };
  /** Download items or responses as JSONL. */
  'GET /v1/datasets/{id}/export': { query: { what?: 'items' | 'responses' }; answer: Response };
  /** List items. */
  'GET /v1/datasets/{id}/items': { query: { limit?: number; cursor?: string }; answer: ItemPage };
  /** Add up to 500 items, all or none. */
  'POST /v1/datasets/{id}/items': { body: ItemsCreate; answer: ItemsCreated };
  /** List responses. */
  'GET /v1/datasets/{id}/responses': { query: { limit?: number; cursor?: string; model?: string; item_id?: string; attempt?: number }; answer: ResponsePage };
  /** Add up to 500 responses, all or none. */
  'POST /v1/datasets/{id}/responses': { body: ResponsesCreate; answer: ResponsesCreated };
  /** Register what a job trained as an edge model. */
  'POST /v1/edge-models': { body: EdgeModelCreate; answer: EdgeModel };
  /** List edge models: those of the project, and on the first page the starters. */
  'GET /v1/edge-models': { query: { limit?: number; cursor?: string }; answer: EdgeModelPage };
  /** Read an edge model: what it was trained on, how it was measured, where it fails. */
  'GET /v1/edge-models/{id}': { answer: EdgeModel };
  /** Download a file of an edge model, as the playground does; takes Range. */
  'GET /v1/edge-models/{id}/files/{file}': { answer: Response };
  /** Read an evaluation. */
  'GET /v1/evaluations/{id}': { answer: Evaluation };
  /** Whether every part answers. */
  'GET /v1/health': { answer: Health };
  /** Queue a job. */
  'POST /v1/jobs': { body: JobCreate; answer: Job };
  /** List jobs. */
  'GET /v1/jobs': { query: { limit?: number; cursor?: string; state?: JobState; recipe?: string }; answer: JobPage };
  /** Read a job. */
  'GET /v1/jobs/{id}': { answer: Job };
  /** List the files a job made. */
  'GET /v1/jobs/{id}/artifacts': { query: { limit?: number; cursor?: string }; answer: ArtifactPage };
  /** Cancel a job; a running one stops at its next heartbeat. */
  'POST /v1/jobs/{id}/cancel': { answer: Job };
  /** List a job's events, oldest first. */
  'GET /v1/jobs/{id}/events': { query: { limit?: number; cursor?: string }; answer: JobEventPage };
  /** Queue an ended job again; it resumes from its last checkpoint. */
  'POST /v1/jobs/{id}/retry': { answer: Job };
  /** Follow a job live (server-sent events). */
  'GET /v1/jobs/{id}/stream': { answer: Response };
  /** Create a judge, or the next version of one by the same name. */
  'POST /v1/judges': { query: { unchanged?: 'new' | 'keep' }; body: JudgeCreate; answer: Judge };
  /** List judges. */
  'GET /v1/judges': { query: { limit?: number; cursor?: string; name?: string }; answer: JudgePage };
  /** Read a judge. */
  'GET /v1/judges/{id}': { answer: Judge };
  /** Learn what a judge's probabilities mean. */
  'POST /v1/judges/{id}/calibrations': { body: CalibrationCreate; answer: Calibration };
  /** List a judge's calibrations. */
  'GET /v1/judges/{id}/calibrations': { query: { limit?: number; cursor?: string }; answer: CalibrationPage };
  /** Read what a judge that escalates has saved against asking the judge above always, and at what risk. */
  'GET /v1/judges/{id}/cascade': { query: { since?: number | null }; answer: CascadeReport };
  /** Measure a judge against labels. */
  'POST /v1/judges/{id}/evaluations': { body: EvaluationCreate; answer: Evaluation };
  /** List a judge's evaluations. */
  'GET /v1/judges/{id}/evaluations': { query: { limit?: number; cursor?: string }; answer: EvaluationPage };
  /** Read and fold judgments of the ledger again under this judge. */
  'POST /v1/judges/{id}/replays': { body: ReplayCreate; answer: Replay };
  /** Let a judge judge in the shadow of the one in use, until a sequential test promotes or rejects it. */
  'PUT /v1/judges/{id}/shadow': { body: ShadowPut; answer: Shadow };
  /** Read what a judge has shown in the shadow. */
  'GET /v1/judges/{id}/shadow': { answer: Shadow };
  /** Take a judge out of the shadow, with what it said there. */
  'DELETE /v1/judges/{id}/shadow': { answer: Deleted };
  /** Take a promotion back. */
  'POST /v1/judges/{id}/shadow/roll-back': { answer: Shadow };
  /** Watch a judge's agreement with a campaign's raters. */
  'PUT /v1/judges/{id}/watch': { body: WatchPut; answer: Watch };
  /** Read a judge's watch. */
  'GET /v1/judges/{id}/watch': { answer: Watch };
  /** Watch a judge no longer. */
  'DELETE /v1/judges/{id}/watch': { answer: Deleted };
  /** Judge many at once. */
  'POST /v1/judgment-batches': { body: BatchCreate; answer: Batch };
  /** List batches of judgments. */
  'GET /v1/judgment-batches': { query: { limit?: number; cursor?: string }; answer: BatchPage };
  /** Show how far a batch is. */
  'GET /v1/judgment-batches/{id}': { answer: Batch };
  /** Stop a batch; what is under way is still kept. */
  'POST /v1/judgment-batches/{id}/cancel': { answer: Batch };
  /** All parts are sent: go to work. */
  'POST /v1/judgment-batches/{id}/complete': { answer: Batch };
  /** Send one part of the requests; sending it again replaces it. */
  'PUT /v1/judgment-batches/{id}/parts/{n}': { body: Blob | Uint8Array<ArrayBuffer> | string; answer: Batch };
  /** Download what is there so far as JSONL. */
  'GET /v1/judgment-batches/{id}/results': { query: { after?: number | null }; answer: Response };
  /** Let a batch go on that was cancelled, stalled or at its ceiling. */
  'POST /v1/judgment-batches/{id}/resume': { body: BatchResume; answer: Batch };
  /** Try again what was given up. */
  'POST /v1/judgment-batches/{id}/retry': { answer: BatchRetried };
  /** List the judgments of a batch with what became of them; state=dead shows what was given up. */
  'GET /v1/judgment-batches/{id}/tasks': { query: { limit?: number; cursor?: string; state?: BatchTaskState }; answer: BatchTaskPage };
  /** Judge a response. */
  'POST /v1/judgments': { body: JudgmentCreate; answer: Judgment };
  /** List judgments. */
  'GET /v1/judgments': { query: { limit?: number; cursor?: string; judge_id?: string; batch_id?: string; outcome?: string }; answer: JudgmentPage };
  /** Read a judgment. */
  'GET /v1/judgments/{id}': { answer: Judgment };
  /** Empty a judgment of its texts. */
  'POST /v1/judgments/{id}/redact': { answer: Judgment };
  /** List keys. */
  'GET /v1/keys': { query: { limit?: number; cursor?: string }; answer: KeyPage };
  /** Create a key. */
  'POST /v1/keys': { body: KeyCreate; answer: KeyCreated };
  /** Revoke a key. */
  'DELETE /v1/keys/{id}': { answer: Key };
  /** List leaderboards. */
  'GET /v1/leaderboards': { query: { limit?: number; cursor?: string }; answer: LeaderboardPage };
  /** Create a leaderboard of a campaign's ratings. */
  'POST /v1/leaderboards': { body: LeaderboardCreate; answer: Leaderboard };
  /** Read a leaderboard with its latest snapshot. */
  'GET /v1/leaderboards/{id}': { query: { provisional?: 'true' | 'false' }; answer: LeaderboardResult };
  /** Rename, publish or withdraw a leaderboard. */
  'PATCH /v1/leaderboards/{id}': { body: LeaderboardPatch; answer: Leaderboard };
  /** Two leaderboards side by side. */
  'GET /v1/leaderboards/{id}/agreement': { query: { with: string }; answer: BoardAgreement };
  /** Download a leaderboard, or what it was computed from. */
  'GET /v1/leaderboards/{id}/export': { query: { part?: 'board' | 'pair-counts' | 'ratings' | 'snapshot'; format?: 'json' | 'csv' | 'parquet'; version?: number }; answer: Response };
  /** Why one model stands above another. */
  'GET /v1/leaderboards/{id}/head-to-head': { query: { a: string; b: string }; answer: HeadToHead };
  /** The ratings behind a head to head. */
  'GET /v1/leaderboards/{id}/head-to-head/ratings': { query: { a: string; b: string; limit?: number; cursor?: string }; answer: RatedComparisonPage };
  /** Scores over versions. */
  'GET /v1/leaderboards/{id}/history': { query: { points?: number; models?: number }; answer: LeaderboardHistory };
  /** How many more labels tell two models apart. */
  'GET /v1/leaderboards/{id}/label-plan': { query: { a: string; b: string }; answer: LabelPlan };
  /** Bring a leaderboard up to date now. */
  'POST /v1/leaderboards/{id}/refresh': { answer: LeaderboardResult };
  /** List a leaderboard's snapshots. */
  'GET /v1/leaderboards/{id}/snapshots': { query: { limit?: number; cursor?: string }; answer: SnapshotPage };
  /** Rank a leaderboard's campaign by other settings. */
  'GET /v1/leaderboards/{id}/view': { query: { method?: 'bradley-terry' | 'win-rate' | 'davidson' | 'rao-kupper' | 'maximal-lottery' | 'elo' | 'rater-weighted' | 'crowd-bt' | 'criteria-lottery'; source?: string; category?: string; criterion?: string; verified_only?: 'true' | 'false'; include_held?: 'true' | 'false'; style_control?: 'true' | 'false' }; answer: LeaderboardView };
  /** Results of every pair against what the scores predict. */
  'GET /v1/leaderboards/{id}/win-matrix': { answer: WinMatrix };
  /** List registered models. */
  'GET /v1/models': { query: { limit?: number; cursor?: string }; answer: ModelPage };
  /** Read a model with its files and lineage. */
  'GET /v1/models/{id}': { answer: Model };
  /** Create a project and its first admin key. */
  'POST /v1/projects': { body: ProjectCreate; answer: ProjectCreated };
  /** Read a published leaderboard. */
  'GET /v1/public/leaderboards/{slug}': { answer: PublicLeaderboard };
  /** A badge that says who leads, or where a model stands. */
  'GET /v1/public/leaderboards/{slug}/badge.svg': { query: { model?: string }; answer: Response };
  /** Download a published leaderboard, or what it was computed from. */
  'GET /v1/public/leaderboards/{slug}/export': { query: { part?: 'board' | 'pair-counts' | 'ratings' | 'snapshot'; format?: 'json' | 'csv' | 'parquet'; version?: number }; answer: Response };
  /** A published leaderboard's scores over versions. */
  'GET /v1/public/leaderboards/{slug}/history': { query: { points?: number; models?: number }; answer: LeaderboardHistory };
  /** A published leaderboard's win matrix. */
  'GET /v1/public/leaderboards/{slug}/win-matrix': { answer: WinMatrix };
  /** The rater's own figures in a campaign. */
  'GET /v1/rater': { query: { campaign_id: string }; answer: OwnFigures };
  /** Read a file of the campaign that this browser's rater rates in; takes Range. */
  'GET /v1/rating-media/{campaign_id}/{sha256}': { answer: Response };
  /** Begin or continue to rate in a campaign. */
  'POST /v1/rating-sessions': { body: RatingSessionCreate; answer: RatingSession };
  /** Answer a campaign's questions about its instructions. */
  'POST /v1/rating-sessions/checks': { body: RatingCheckCreate; answer: RatingCheckResult };
  /** Rate a comparison. */
  'POST /v1/ratings': { body: RatingCreate; answer: RatingAccepted };
  /** Rate up to 100 comparisons at once. */
  'POST /v1/ratings/batches': { body: RatingBatchCreate; answer: RatingBatch };
  /** List the recipes with the JSON Schema of their parameters. */
  'GET /v1/recipes': { query: { limit?: number; cursor?: string }; answer: RecipePage };
  /** Improve an answer by a test-time strategy. */
  'POST /v1/refinements': { body: RefinementCreate; answer: Refinement };
  /** List refinements. */
  'GET /v1/refinements': { query: { limit?: number; cursor?: string; strategy?: 'intrinsic' | 'critique-loop' | 'best-of-n' | 'self-consistency' | 'id-sampling' | 'recursive' | 'tree-search'; dataset_id?: string }; answer: RefinementPage };
  /** Read a refinement. */
  'GET /v1/refinements/{id}': { answer: Refinement };
  /** Cancel a refinement. */
  'POST /v1/refinements/{id}/cancel': { answer: Refinement };
  /** List what a refinement tried. */
  'GET /v1/refinements/{id}/steps': { query: { limit?: number; cursor?: string }; answer: RefinementStepPage };
  /** Follow a refinement live (server-sent events). */
  'GET /v1/refinements/{id}/stream': { answer: Response };
  /** Begin or resume an upload; content the project already holds is complete at once. */
  'POST /v1/runner/jobs/{id}/artifacts': { body: ArtifactCreate; answer: ArtifactUpload };
  /** End an upload; the hash is checked. */
  'POST /v1/runner/jobs/{id}/artifacts/{artifact_id}/complete': { body: FenceBody; answer: ArtifactUpload };
  /** Download an artifact of the job, such as its checkpoint; takes Range. */
  'GET /v1/runner/jobs/{id}/artifacts/{artifact_id}/content': { query: { fence: number }; answer: Response };
  /** Send one part, raw bytes. */
  'PUT /v1/runner/jobs/{id}/artifacts/{artifact_id}/parts/{n}': { query: { fence: number }; answer: {
  received_parts: number[];
} };
  /** Append events; a repeat adds nothing. */
  'POST /v1/runner/jobs/{id}/events': { body: EventsAppend; answer: EventsAppended };
  /** End a lease; a repeat gets the same answer. */
  'POST /v1/runner/jobs/{id}/finish': { body: Finish; answer: Finished };
  /** Renew a lease, report progress, learn of a cancel. */
  'POST /v1/runner/jobs/{id}/heartbeat': { body: Heartbeat; answer: HeartbeatAnswer };
  /** Download a pinned input; takes Range. */
  'GET /v1/runner/jobs/{id}/inputs/{name}': { answer: Response };
  /** Ask for a job; waits up to wait_ms. */
  'POST /v1/runner/leases': { body: LeaseRequest; answer: Lease | undefined };
  /** List the runners that have asked for work. */
  'GET /v1/runners': { query: { limit?: number; cursor?: string }; answer: RunnerPage };
  /** Compute a self-correction report. */
  'POST /v1/self-correction-reports': { body: ReportCreate; answer: Report };
  /** List self-correction reports. */
  'GET /v1/self-correction-reports': { query: { limit?: number; cursor?: string }; answer: ReportPage };
  /** Compute a self-correction report of a file of attempts. */
  'POST /v1/self-correction-reports/jsonl': { query: { name: string; seed?: number | null; unparsed?: 'wrong' | 'exclude'; missing?: 'drop' | 'carry'; answer?: 'number' | 'boxed' | 'choice' | 'line' | 'text' }; body: Blob | Uint8Array<ArrayBuffer> | string; answer: Report };
  /** Read a self-correction report. */
  'GET /v1/self-correction-reports/{id}': { answer: Report };
  /** Compare two reports on the questions they share. */
  'POST /v1/self-correction-reports/{id}/comparisons': { body: ReportCompare; answer: ReportComparison };
  /** Download a report as CSV. */
  'GET /v1/self-correction-reports/{id}/csv': { answer: Response };
  /** List the samples of a report, their attempts side by side. */
  'GET /v1/self-correction-reports/{id}/samples': { query: { limit?: number; cursor?: string; question?: string; model?: string; task?: string; strategy?: string; first?: 'right' | 'wrong' | 'unparsed'; last?: 'right' | 'wrong' | 'unparsed' }; answer: ReportSamplePage };
  /** Sign in: exchange a key for a session cookie. */
  'POST /v1/session': { body: SessionCreate; answer: Session };
  /** Whose key or session this is. */
  'GET /v1/session': { answer: Session };
  /** Sign out. */
  'DELETE /v1/session': { answer: {
  signed_out: true;
} };
  /** Read the project's settings. */
  'GET /v1/settings': { answer: StoredSettings };
  /** Replace the project's settings. */
  'PUT /v1/settings': { body: ProjectSettings; answer: StoredSettings };
  /** Skip or report a comparison. */
  'POST /v1/skips': { body: SkipCreate; answer: SkipAccepted };
  /** Open an upload. */
  'POST /v1/uploads': { body: UploadCreate; answer: Upload };
  /** List uploads. */
  'GET /v1/uploads': { query: { limit?: number; cursor?: string; dataset_id?: string }; answer: UploadPage };
  /** Show how far an upload is, and its bad lines. */
  'GET /v1/uploads/{id}': { answer: Upload };
  /** Cancel an upload. */
  'DELETE /v1/uploads/{id}': { answer: Upload };
  /** All parts are sent: read the lines. */
  'POST /v1/uploads/{id}/complete': { answer: Upload };
  /** Send one part; sending it again replaces it. */
  'PUT /v1/uploads/{id}/parts/{n}': { body: Blob | Uint8Array<ArrayBuffer> | string; answer: Upload };
  /** Have an address told what happens. */
  'POST /v1/webhooks': { body: WebhookCreate; answer: WebhookCreated };
  /** List webhooks. */
  'GET /v1/webhooks': { query: { limit?: number; cursor?: string }; answer: WebhookPage };
  /** Change, disable or enable a webhook. */
  'PATCH /v1/webhooks/{id}': { body: WebhookPatch; answer: Webhook };
  /** Delete a webhook and its deliveries. */
  'DELETE /v1/webhooks/{id}': { answer: Deleted };
  /** List a webhook's deliveries. */
  'GET /v1/webhooks/{id}/deliveries': { query: { limit?: number; cursor?: string }; answer: WebhookDeliveryPage };
  /** Deliver again. */
  'POST /v1/webhooks/{id}/deliveries/{delivery_id}/redeliver': { answer: WebhookDelivery };
  /** Send a webhook the event webhook.test. */
  'POST /v1/webhooks/{id}/test': { answer: {
  /** A delivery id, dlv_ and 26 characters. */
  id: string;
} };
}


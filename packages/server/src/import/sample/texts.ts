/** What simulated people answer. Several wordings of each thought, so that themes have to be found. */
export const personas = ["Collectors", "Gift buyers", "Casual listeners", "Parents"] as const;
export type Persona = (typeof personas)[number];

export const benefits: Record<"selection" | "ease" | "price" | "speed", readonly string[]> = {
  selection: [
    "the huge selection",
    "rare imports I find nowhere else",
    "finding out-of-print albums",
    "every album of an artist in one place",
    "the back catalogue is amazing",
  ],
  ease: [
    "ordering takes a minute",
    "so easy to buy",
    "I can shop from my desk",
    "simple search and checkout",
  ],
  price: ["good prices", "cheaper than the record store", "the discounts", "sales on box sets"],
  speed: ["quick delivery", "CDs arrive in two days", "fast shipping"],
};
export type Benefit = keyof typeof benefits;

export const improvements: Record<
  "shipping" | "samples" | "recommendations" | "stock" | "wishlist",
  readonly string[]
> = {
  shipping: [
    "cheaper shipping",
    "shipping costs too much",
    "free shipping on larger orders",
    "lower postage please",
  ],
  samples: [
    "let me listen to tracks before buying",
    "more sound samples",
    "preview songs",
    "audio clips for every album",
  ],
  recommendations: [
    "better recommendations",
    "suggest music like what I bought",
    "recommend new artists to me",
  ],
  stock: ["tell me earlier when something is out of stock", "too many back orders", "keep imports in stock"],
  wishlist: ["a wish list my family can see", "gift wrapping and wish lists", "let me save albums for later"],
};
export type Improvement = keyof typeof improvements;

/** How often each thought comes to each persona's mind; weights, any scale. */
export const leanings: Record<
  Persona,
  { benefit: Record<Benefit, number>; improve: Record<Improvement, number> }
> = {
  Collectors: {
    benefit: { selection: 8, ease: 1, price: 1, speed: 1 },
    improve: { shipping: 2, samples: 3, recommendations: 2, stock: 5, wishlist: 1 },
  },
  "Gift buyers": {
    benefit: { selection: 2, ease: 5, price: 2, speed: 2 },
    improve: { shipping: 3, samples: 1, recommendations: 1, stock: 1, wishlist: 5 },
  },
  "Casual listeners": {
    benefit: { selection: 3, ease: 3, price: 3, speed: 1 },
    improve: { shipping: 5, samples: 4, recommendations: 3, stock: 1, wishlist: 1 },
  },
  Parents: {
    benefit: { selection: 1, ease: 4, price: 4, speed: 1 },
    improve: { shipping: 5, samples: 2, recommendations: 1, stock: 1, wishlist: 2 },
  },
};

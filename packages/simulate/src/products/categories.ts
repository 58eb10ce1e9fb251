/** A department of the invented shop. */
export interface Category {
  readonly name: string;
  /** Median price in currency; prices are log-normal around it. */
  readonly medianPrice: number;
  /** Impressions relative to the mean of all. */
  readonly traffic: number;
  readonly nouns: readonly string[];
  readonly features: readonly string[];
}

/** Standard deviation of the logarithm of prices within a category. */
export const priceSpread = 0.5;

export const categories: readonly Category[] = [
  {
    name: "electronics",
    medianPrice: 80,
    traffic: 1.3,
    nouns: ["Headphones", "Speaker", "Charger", "Webcam", "Keyboard"],
    features: ["Bluetooth 5.3", "USB-C", "30 hours of battery", "Two-year warranty", "Noise reduction"],
  },
  {
    name: "home",
    medianPrice: 35,
    traffic: 1,
    nouns: ["Lamp", "Storage Box", "Cushion", "Vase", "Wall Clock"],
    features: ["Easy to clean", "Recycled materials", "Fits small rooms", "No tools needed", "Soft touch"],
  },
  {
    name: "sports",
    medianPrice: 45,
    traffic: 0.9,
    nouns: ["Yoga Mat", "Water Bottle", "Dumbbell Set", "Running Belt", "Skipping Rope"],
    features: ["Non-slip", "Sweat resistant", "Light weight", "Carry strap", "Lifetime guarantee"],
  },
  {
    name: "books",
    medianPrice: 15,
    traffic: 0.8,
    nouns: ["Novel", "Cookbook", "Travel Guide", "Atlas", "Biography"],
    features: ["Hardcover", "Illustrated", "Large print", "With index", "Ribbon bookmark"],
  },
];

export const brands: readonly string[] = ["Alder", "Brightway", "Corvo", "Dunmore", "Elmfield", "Farrow", "Gable"];
export const adjectives: readonly string[] = ["Classic", "Compact", "Everyday", "Premium", "Modern", "Essential"];

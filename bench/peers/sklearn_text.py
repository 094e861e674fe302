"""TF-IDF + logistic regression of scikit-learn, with its defaults, for bench/src/learn/text.ts.

One line of JSON in: {"training": {"texts": [...], "labels": [...]}, "heldOut": {...}}; one line out: {"accuracy", "ms"}.
Chinese has no spaces, so that its words are runs of one and two characters; other texts are cut as TfidfVectorizer does.
"""
import json
import sys
import time
import warnings

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
job = json.loads(sys.stdin.readline())
training, held = job["training"], job["heldOut"]
is_chinese = sum("\u4e00" <= c <= "\u9fff" for c in "".join(training["texts"][:200])) > 200
start = time.perf_counter()
vectorizer = TfidfVectorizer(**(dict(analyzer="char", ngram_range=(1, 2)) if is_chinese else {}))
x = vectorizer.fit_transform(training["texts"])
model = LogisticRegression(max_iter=200).fit(x, training["labels"])
ms = (time.perf_counter() - start) * 1000
accuracy = float(np.mean(model.predict(vectorizer.transform(held["texts"])) == np.array(held["labels"])))
print(json.dumps({"accuracy": accuracy, "ms": ms}))

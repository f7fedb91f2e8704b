"""The attribution tagger: data, training, export."""

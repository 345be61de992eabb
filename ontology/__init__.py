"""What the world contains, as Turtle: classes, properties, words and frames, shapes, gazetteer. Data only."""
